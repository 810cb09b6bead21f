package dev.culvert.system.bench;

import java.util.Arrays;
import java.util.Optional;

/** One number that a measurement yields. */
enum Figure {
    TCP1("tcp-1", "Gbit/s"),
    TCP1_RESENT("tcp-1-retransmits", "segments"),
    TCP1_REVERSE("tcp-1-reverse", "Gbit/s"),
    TCP1_REVERSE_RESENT("tcp-1-reverse-retransmits", "segments"),
    TCP4("tcp-4", "Gbit/s"),
    TCP4_RESENT("tcp-4-retransmits", "segments"),
    TCP4_REVERSE("tcp-4-reverse", "Gbit/s"),
    TCP4_REVERSE_RESENT("tcp-4-reverse-retransmits", "segments"),
    UDP64("udp-64", "packets/s"),
    UDP64_OFFERED("udp-64-offered", "packets/s"),
    UDP1200("udp-1200", "packets/s"),
    UDP1200_OFFERED("udp-1200-offered", "packets/s"),
    IDLE_P50("ping-idle-p50", "ms"),
    IDLE_P99("ping-idle-p99", "ms"),
    LOADED_P50("ping-loaded-p50", "ms"),
    LOADED_P99("ping-loaded-p99", "ms"),
    FIRST_SECOND("first-second", "Gbit/s"),
    CPU_SENDER("cpu-sender", "s/GB"),
    CPU_RECEIVER("cpu-receiver", "s/GB"),
    CPU_RELAY("cpu-relay", "s/GB"),
    /** Of both ends together. */
    CPU_ENDS("cpu-both-ends", "s/GB"),
    RSS_SENDER("rss-sender", "MB"),
    RSS_RECEIVER("rss-receiver", "MB"),
    RSS_RELAY("rss-relay", "MB"),
    GC_P99("gc-pause-p99", "ms"),
    /** Carried through the tunnel before its processes' memory was read. */
    CARRIED("carried", "GB");

    private final String word;
    private final String unit;

    Figure(String word, String unit) {
        this.word = word;
        this.unit = unit;
    }

    /** As it is called in the JSON. */
    String word() {
        return word;
    }

    /** What its values are in. */
    String unit() {
        return unit;
    }

    static Optional<Figure> of(String word) {
        return Arrays.stream(values())
                .filter(figure -> figure.word.equals(word))
                .findFirst();
    }
}
