/** A supernode without threads and sockets under virtual time, and edges that speak to it with the real protocol. */
package dev.culvert.supernode.testkit;
