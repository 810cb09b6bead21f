/** What the conductor decides. Pure: no I/O, no clock, no logging; events and time are handed in. */
package dev.culvert.edge.core;
