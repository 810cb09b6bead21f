/** The bytes of every message and how they are told apart. Pure: no sockets, no clock, no logging. */
package dev.culvert.common.wire;
