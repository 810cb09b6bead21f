package dev.culvert.system.natlab;

import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.Site;
import dev.culvert.system.lab.SiteKind;
import dev.culvert.system.lab.Wan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/** How two edges stand to each other. Immutable. */
sealed interface Pairing {
    /** The word for all of them. */
    String ALL = "all";

    /** Two sites; the first one's kind is never after the second one's in the order of {@link SiteKind}. */
    record Apart(SiteKind first, SiteKind second) implements Pairing {
        public Apart {
            if (first.compareTo(second) > 0) {
                SiteKind swap = first;
                first = second;
                second = swap;
            }
        }

        @Override
        public String word() {
            return first + ":" + second;
        }

        @Override
        public Ends build(Wan wan, InputPolicy input) {
            Site one = wan.site(first, input);
            Site other = wan.site(second, input);
            return new Ends(List.of(one.host(), other.host()), List.of(one, other));
        }

        @Override
        public List<SiteKind> kinds() {
            return List.of(first, second);
        }
    }

    /** Both behind one router. */
    enum Together implements Pairing {
        /** In one network. */
        SAME_LAN("same-lan"),
        /** In two networks, between which the router passes only what it hairpins. */
        HAIRPIN("hairpin");

        private final String word;

        Together(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }

        @Override
        public Ends build(Wan wan, InputPolicy input) {
            Site site = switch (this) {
                case SAME_LAN -> wan.sameLan(input);
                case HAIRPIN -> wan.hairpin(input);
            };
            return new Ends(site.hosts(), List.of(site));
        }

        @Override
        public List<SiteKind> kinds() {
            return List.of(SiteKind.CONE, SiteKind.CONE);
        }
    }

    /**
     * What was built.
     *
     * @param hosts where the two edges run
     * @param sites theirs, or the one that both are in
     */
    record Ends(List<Host> hosts, List<Site> sites) {}

    /** As people type it. */
    String word();

    /** Builds the sites. */
    Ends build(Wan wan, InputPolicy input);

    /** What is before each end. */
    List<SiteKind> kinds();

    /** All of them. */
    static List<Pairing> all() {
        List<Pairing> all = new ArrayList<>();
        for (SiteKind first : SiteKind.values()) {
            for (SiteKind second : SiteKind.values()) {
                if (first.compareTo(second) <= 0) {
                    all.add(new Apart(first, second));
                }
            }
        }
        all.addAll(List.of(Together.values()));
        return all;
    }

    /**
     * Those in a list such as {@code cone:cone,same-lan}, each once.
     *
     * @throws IllegalArgumentException that names what it does not know and what it does
     */
    static List<Pairing> parse(String list) {
        SequencedSet<Pairing> pairings = new LinkedHashSet<>();
        for (String word : list.split(",", -1)) {
            if (word.equals(ALL)) {
                pairings.addAll(all());
            } else {
                pairings.add(one(word));
            }
        }
        return List.copyOf(pairings);
    }

    private static Pairing one(String word) {
        Optional<Together> together = Arrays.stream(Together.values())
                .filter(known -> known.word().equals(word))
                .findFirst();
        if (together.isPresent()) {
            return together.get();
        }
        String[] kinds = word.split(":", -1);
        if (kinds.length != 2) {
            throw unknown("'" + word + "' is no pair");
        }
        return new Apart(kind(kinds[0]), kind(kinds[1]));
    }

    private static SiteKind kind(String word) {
        return SiteKind.of(word).orElseThrow(() -> unknown("there is no kind '" + word + "'"));
    }

    private static IllegalArgumentException unknown(String problem) {
        String kinds = Arrays.stream(SiteKind.values()).map(SiteKind::word).collect(Collectors.joining(", "));
        String others = Arrays.stream(Together.values()).map(Together::word).collect(Collectors.joining(", "));
        return new IllegalArgumentException(
                problem + ": pairs are KIND:KIND, " + others + " and " + ALL + "; kinds are " + kinds);
    }
}
