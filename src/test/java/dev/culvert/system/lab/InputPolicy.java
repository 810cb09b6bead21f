package dev.culvert.system.lab;

/**
 * What a {@link NatRouter} does with a packet from outside that is for nobody inside, and so for itself. On Linux it is more
 * than a matter of taste: an accepted datagram occupies its (source, public port) until it is forgotten, so a host inside
 * that sends to this source later gets another public port than everybody was told.
 */
public enum InputPolicy {
    /** It is taken in; nobody listens, so an ICMP error goes back. */
    ACCEPT,
    /** It vanishes, and leaves no trace. */
    DROP
}
