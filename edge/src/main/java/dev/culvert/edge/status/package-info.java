/** What a running edge says of itself. Field names of these records are the JSON names of {@code edge status --json}. */
package dev.culvert.edge.status;
