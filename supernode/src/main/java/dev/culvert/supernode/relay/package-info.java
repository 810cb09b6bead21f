/**
 * The worker's side of a supernode: tells datagrams apart, forwards RELAY, answers what needs no session, and leaves the
 * rest to the conductor. Pure but for the ports that it is given.
 */
package dev.culvert.supernode.relay;
