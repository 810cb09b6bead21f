package dev.culvert.edge.punch;

/** Where a {@link Round} stands; drawn there. */
enum Phase {
    MAPPING,
    OFFERED,
    OPENING,
    OPENED,
    PINGING,
    OVER
}
