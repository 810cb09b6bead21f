package dev.culvert.system.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What can be measured of a tunnel, by its word in {@code --measures}. */
enum Measure {
    TCP1("tcp-1"),
    TCP1_REVERSE("tcp-1-reverse"),
    TCP4("tcp-4"),
    TCP4_REVERSE("tcp-4-reverse"),
    UDP64("udp-64"),
    UDP1200("udp-1200"),
    PING_IDLE("ping-idle"),
    PING_LOADED("ping-loaded"),
    FIRST_SECOND("first-second");

    /** What a run costs besides its time: iperf3's start, setting up and tearing down. */
    private static final double OVERHEAD_SECONDS = 0.4;

    private static final double RESTART_SECONDS = 3;

    /** Of one TCP stream there and back. */
    static final Set<Measure> STREAM = EnumSet.of(TCP1, TCP1_REVERSE);
    /** Of VPNs that are there to give an impression. */
    static final Set<Measure> GLANCE = EnumSet.of(TCP1, UDP1200, PING_IDLE);
    /** Of tunnels that differ from a closely compared one in one point. */
    static final Set<Measure> USUAL = EnumSet.of(TCP1, TCP1_REVERSE, TCP4, UDP1200, PING_IDLE, PING_LOADED);
    /** Of tunnels that are compared closely. */
    static final Set<Measure> CLOSE = EnumSet.complementOf(EnumSet.of(FIRST_SECOND));

    private final String word;

    Measure(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static Optional<Measure> of(String word) {
        return Arrays.stream(values())
                .filter(measure -> measure.word.equals(word))
                .findFirst();
    }

    /** How long one round of it takes, about. */
    double estimatedSeconds(int seconds) {
        return OVERHEAD_SECONDS
                + switch (this) {
                    case TCP1, TCP1_REVERSE, TCP4, TCP4_REVERSE, UDP64, UDP1200, PING_IDLE -> seconds;
                    case PING_LOADED -> seconds + Pings.LEAD_SECONDS;
                    case FIRST_SECOND -> 1 + RESTART_SECONDS;
                };
    }
}
