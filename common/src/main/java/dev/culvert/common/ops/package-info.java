/** Operations: counters, the control socket, the state directory. */
package dev.culvert.common.ops;
