/** Which of a peer's paths carries data: judged by pings, decided by time alone. Pure. */
package dev.culvert.edge.path;
