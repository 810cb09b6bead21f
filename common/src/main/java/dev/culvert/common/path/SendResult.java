package dev.culvert.common.path;

/** What became of a datagram handed to the kernel. */
public enum SendResult {
    SENT,
    /** The send buffer stayed full for the short time that a sender may wait. */
    FULL,
    /** Larger than the path takes unfragmented (EMSGSIZE). */
    TOO_BIG,
    /** No route, network down, or a firewall's refusal. */
    FAILED
}
