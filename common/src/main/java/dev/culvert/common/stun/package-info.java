/**
 * STUN (RFC 8489): reading messages and answering Binding requests. Pure: no sockets, no clock, no state.
 *
 * <p>The server is a basic one (RFC 8489 section 13): no authentication, no redirection. Of RFC 5780 it says where it
 * answers from and which other address it has, so that a client can compare mappings, and answers from another port or
 * address on demand, where it has one. Otherwise it refuses CHANGE-REQUEST as an attribute that it does not know.
 */
package dev.culvert.common.stun;
