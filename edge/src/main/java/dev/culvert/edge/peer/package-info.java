/** A peer as conductor and data path share it. Pure. */
package dev.culvert.edge.peer;
