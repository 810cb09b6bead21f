package dev.culvert.system;

import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.system.lab.Impairment;
import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.Site;
import dev.culvert.system.lab.SiteKind;
import dev.culvert.system.lab.SupernodeProcess;
import dev.culvert.system.lab.Wan;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A {@link Wan} with a supernode and pairs of edges that can meet directly, and what happens to the way between them: a
 * router in its middle drops what it is told to. One thread.
 */
final class Backbone implements AutoCloseable {
    private static final int SUPERNODE_PORT = 7654;
    private static final int FIRST_EDGE_PORT = 7777;

    private final Lab lab;
    private final Wan wan;
    private final SupernodeProcess supernode;
    private final Impairment access;
    private int edges;

    private Backbone(Lab lab, Impairment access, Impairment line) {
        this.lab = lab;
        this.access = access;
        wan = Wan.withLine(lab, 1, line);
        supernode = SupernodeProcess.on(wan.supernode(), SUPERNODE_PORT);
        supernode.start(wan.supernodeAddresses().stream()
                .flatMap(address -> Stream.of("--public-address", address))
                .toArray(String[]::new));
    }

    /** With 10 ms from edge to edge and back, and 10 ms to the supernode. */
    static Backbone open() {
        return open(Impairment.NONE.delay(Duration.ofNanos(2_500_000)), Impairment.NONE);
    }

    /**
     * Builds it and starts the supernode.
     *
     * @param access what each site's link does to packets, each way
     * @param line what the supernode's does
     */
    static Backbone open(Impairment access, Impairment line) {
        Lab lab = Lab.open();
        try {
            return new Backbone(lab, access, line);
        } catch (RuntimeException | Error e) {
            lab.close();
            throw e;
        }
    }

    /** Two sites, the first one's packets to the other passing the router in the middle, as the other's to it. */
    List<Site> sites(SiteKind first, SiteKind second, InputPolicy input) {
        List<Site> sites = new ArrayList<>();
        for (SiteKind kind : List.of(first, second)) {
            Site site = wan.site(kind, input);
            site.access().both(access);
            sites.add(site);
        }
        return sites;
    }

    /** Two edges on two sites, with keys, ports and a community of their own; they run, and know their NATs. */
    DirectPair pair(List<Site> sites, String... furtherOptions) {
        String secret = CommunitySecret.generate(new SecureRandom()).encoded();
        int port = FIRST_EDGE_PORT + edges;
        edges += 2;
        Overlay.Community community = Overlay.community(lab, "secret-" + port, "pair-" + port, secret);
        String place = supernode.asOption(wan.supernodeAddresses().getFirst());
        List<String> options = Stream.concat(Overlay.joining(community, place).stream(), Stream.of(furtherOptions))
                .toList();
        return DirectPair.start(this, sites, port, options);
    }

    /** Starts a STUN server that is no supernode of theirs, as HOST:PORT. */
    String stunServer() {
        Site site = wan.site(SiteKind.OPEN, InputPolicy.DROP);
        SupernodeProcess.on(site.host(), SUPERNODE_PORT).start();
        return site.address() + ":" + SUPERNODE_PORT;
    }

    SupernodeProcess supernode() {
        return supernode;
    }

    /** From now on the router in the middle drops what matches one of these (nft), and tells nobody. */
    void drop(String... matches) {
        StringBuilder rules = new StringBuilder("add table ip middle; delete table ip middle; add table ip middle;")
                .append(" add chain ip middle forward { type filter hook forward priority filter; }");
        for (String match : matches) {
            rules.append("; add rule ip middle forward ").append(match).append(" drop");
        }
        wan.west().exec("nft", rules.toString());
    }

    /** It passes everything again. */
    void heal() {
        drop();
    }

    /** {@link Wan#renumber}. */
    Site renumber(Site site) {
        return wan.renumber(site);
    }

    @Override
    public void close() {
        lab.close();
    }
}
