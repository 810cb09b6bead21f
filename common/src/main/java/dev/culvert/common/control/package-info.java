/**
 * Control messages inside a session: their frame, and how they are acknowledged and repeated. Pure: no I/O, no clock,
 * no logging. The messages themselves are in control.proto.
 */
package dev.culvert.common.control;
