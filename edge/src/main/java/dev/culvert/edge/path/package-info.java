/** The paths of a peer, and which of them carries data: judged by pings, decided by time alone. Pure. */
package dev.culvert.edge.path;
