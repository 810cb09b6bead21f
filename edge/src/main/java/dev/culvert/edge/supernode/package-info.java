/** What an edge knows of supernodes, and how it is registered with them. */
package dev.culvert.edge.supernode;
