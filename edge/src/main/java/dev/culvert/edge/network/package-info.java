/** What an edge knows of the host's own network, and of the host's sleep. Pure. */
@NullMarked
package dev.culvert.edge.network;

import org.jspecify.annotations.NullMarked;
