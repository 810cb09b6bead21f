/** The supernode: registry, introductions, relay, STUN server. */
package dev.culvert.supernode;
