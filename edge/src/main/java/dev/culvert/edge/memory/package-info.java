/** What an edge remembers of its peers: who they are, and where they answered. Pure. */
@NullMarked
package dev.culvert.edge.memory;

import org.jspecify.annotations.NullMarked;
