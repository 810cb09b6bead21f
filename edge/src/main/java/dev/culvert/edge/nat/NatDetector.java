package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.path.UdpPorts;
import dev.culvert.common.time.Timing;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the NATs before an edge do (RFC 5780), and says so as soon as anything is known. Conductor thread.
 *
 * <pre>
 *  IDLE ──start──► MAPPING ──enough answers──► TESTING ──all ended──► DONE
 *                     ▲   └──nobody answers─────────────────────────► │
 *                     └──network change, 5 min while relayed──────────┘
 * </pre>
 *
 * The mapping comes first, by the main port, from all servers at once; a server that is met later is asked then. Filtering
 * comes last, and like all other tests by throw-away ports: where a packet reaches a Linux NAT before ours has left it, it
 * takes the port away from us.
 */
public final class NatDetector {
    private enum Stage {
        IDLE,
        MAPPING,
        TESTING,
        DONE
    }

    private final StunClient client;
    private final UdpPort main;
    private final UdpPorts ports;
    private final Predicate<Endpoint> outside;
    private final NatListener listener;
    private final StunServers servers = new StunServers();
    private final Answers answers = new Answers();

    private List<IpAddress> own = List.of();
    private Stage stage = Stage.IDLE;
    private NatClass natClass = NatClass.UNKNOWN;
    private Optional<Integer> depth = Optional.empty();
    private NatReport report = NatReport.NONE;
    private @Nullable NatTests tests;
    private boolean complete;
    private boolean relaying;
    private boolean restartWanted;
    private int run;
    private long runNs;
    private long lookingSinceNs;
    private long agreedNs;
    private Optional<Duration> took = Optional.empty();

    /**
     * A detector that asks nobody yet.
     *
     * @param main the port whose mappings matter
     * @param ports where throw-away ports come from
     * @param outside tells an endpoint outside the overlay from one inside
     * @param listener told of what is found
     */
    public NatDetector(
            StunClient client, UdpPort main, UdpPorts ports, Predicate<Endpoint> outside, NatListener listener) {
        this.client = client;
        this.main = main;
        this.ports = ports;
        this.outside = outside;
        this.listener = listener;
    }

    /** What is known by now. */
    public NatReport report() {
        return report;
    }

    /**
     * A server to ask where packets of another port come from: 0 is the fastest that has answered, 1 another endpoint, of
     * another address if possible; only such as the NAT is before. Empty before they have answered.
     */
    public Optional<Endpoint> server(int number) {
        List<Endpoint> fastest = deciding().stream().map(StunAnswer::server).toList();
        if (number == 0 || fastest.size() < 2) {
            return fastest.stream().skip(number).findFirst();
        }
        IpAddress first = fastest.getFirst().address();
        return fastest.stream()
                .skip(1)
                .min(Comparator.comparing(server -> server.address().equals(first)));
    }

    // -- what is told ------------------------------------------------------------------------------------------------

    /**
     * A server can be asked: at once if a run has begun, and has not asked {@link Limits#STUN_ENDPOINTS}.
     *
     * @param name replaces what was said of it before
     * @param endpoints where it answers
     */
    public void useServers(String name, ServerKind kind, List<Endpoint> endpoints, long nowNs) {
        servers.put(name, kind, endpoints);
        if (stage != Stage.IDLE) {
            servers.endpoints().forEach(endpoint -> ask(endpoint, nowNs));
        }
    }

    /** The host's own addresses, none of the overlay; before the start, or before {@link #onNetworkChange}. */
    public void useAddresses(List<IpAddress> addresses) {
        own = List.copyOf(addresses);
    }

    /** Begins. */
    public void start(long nowNs) {
        begin(nowNs);
    }

    /** All may be different now; nothing before the start. A second one within a second waits for its end. */
    public void onNetworkChange(long nowNs) {
        if (stage != Stage.IDLE) {
            restartWanted = true;
            restartIfDue(nowNs);
        }
    }

    /** How often it has begun to look. */
    public int runs() {
        return run;
    }

    /** Whether a peer in use is relayed: then it looks again each 5 minutes. */
    public void setRelaying(boolean isRelaying) {
        relaying = isRelaying;
    }

    /** Whether a test is under way, so that ticks must come close together. */
    public boolean isBusy() {
        return stage == Stage.TESTING || (stage == Stage.MAPPING && answers.isAnyAsked()) || restartWanted;
    }

    /** Goes on; after the client's tick. */
    public void onTick(long nowNs) {
        restartIfDue(nowNs);
        switch (stage) {
            case IDLE -> {}
            case MAPPING -> evaluate(nowNs);
            case TESTING -> goOn(nowNs);
            case DONE -> {
                if (relaying && nowNs - runNs >= Timing.NAT_RERUN_NS) {
                    begin(nowNs);
                }
            }
        }
    }

    // -- the mapping -------------------------------------------------------------------------------------------------

    private void restartIfDue(long nowNs) {
        if (restartWanted && nowNs - runNs >= Timing.NETWORK_CHANGE_SPACING_NS) {
            restartWanted = false;
            forget();
            begin(nowNs);
        }
    }

    private void forget() {
        natClass = NatClass.UNKNOWN;
        depth = Optional.empty();
        complete = false;
        took = Optional.empty();
    }

    private void begin(long nowNs) {
        if (tests != null) {
            tests.abort();
            tests = null;
        }
        run++;
        runNs = nowNs;
        lookingSinceNs = nowNs;
        agreedNs = nowNs;
        stage = Stage.MAPPING;
        answers.clear();
        servers.endpoints().forEach(endpoint -> ask(endpoint, nowNs));
    }

    private void ask(Endpoint server, long nowNs) {
        boolean possible = server.address().isIpv4()
                || own.isEmpty()
                || own.stream().anyMatch(address -> !address.isIpv4() && address.isPublic());
        if (possible && answers.ask(server)) {
            int present = run;
            client.ask(
                    main,
                    server,
                    StunOptions.USUAL,
                    (outcome, answeredNs) -> {
                        if (present == run) {
                            onOutcome(server, outcome, answeredNs);
                        }
                    },
                    nowNs);
        }
    }

    private void onOutcome(Endpoint server, StunOutcome outcome, long nowNs) {
        if (outcome instanceof StunOutcome.Answered(StunAnswer said)) {
            StunAnswer answer =
                    said.other().filter(other -> isCredible(server, other)).isPresent() ? said : said.alone();
            answers.add(answer);
            answer.other().ifPresent(other -> askOther(server, other, nowNs));
        } else {
            answers.addSilent(server);
        }
        if (stage == Stage.MAPPING) {
            evaluate(nowNs);
        } else if (answers.isFrom(server)) {
            onLateAnswer(server, nowNs);
        } else {
            publish(nowNs);
        }
    }

    /** Many name what they have inside a container, or make it up: it must be a second address as good as the first. */
    private boolean isCredible(Endpoint server, Endpoint other) {
        return other.address().isIpv4() == server.address().isIpv4()
                && !other.address().equals(server.address())
                && (other.address().isPublic() || !server.address().isPublic())
                && outside.test(other);
    }

    /** A server's other port and address show what the mapping depends on, if no other pair of ports does. */
    private void askOther(Endpoint server, Endpoint other, long nowNs) {
        if (!answers.isAnyAddressAskedTwice()) {
            List<Endpoint> further = List.of(new Endpoint(server.address(), other.port()), other);
            servers.extend(server, further);
            further.forEach(endpoint -> ask(endpoint, nowNs));
        }
    }

    private void evaluate(long nowNs) {
        MappingRule rule = rule();
        if (rule.mapping() == Mapping.UNKNOWN) {
            agreedNs = nowNs;
        }
        boolean enough = rule.isConclusive() || answers.areAll();
        boolean nothingToWaitFor = rule.mapping() == Mapping.UNKNOWN || mayTellFiltering();
        if ((enough && nothingToWaitFor) || nowNs - agreedNs >= Timing.MAPPING_GRACE_NS) {
            decide(rule.mapping(), nowNs);
        }
    }

    /** Whether somebody has answered who can be asked whom the NAT lets in: a supernode is heard of once registered. */
    private boolean mayTellFiltering() {
        return !NatTests.filteringServers(deciding(), servers).isEmpty();
    }

    private void decide(Mapping mapping, long nowNs) {
        if (answers.isEmpty()) {
            natClass = NatClass.UNKNOWN;
            finish(nowNs);
            return;
        }
        stage = Stage.TESTING;
        beginTests(mapping, nowNs);
        learn(mapping);
        publish(nowNs);
        goOn(nowNs);
    }

    /** A server has answered after the mapping was decided: it may be another than it seemed, or be tested further. */
    private void onLateAnswer(Endpoint server, long nowNs) {
        Mapping mapping = rule().mapping();
        boolean worse = mapping.isDependent() && !natClass.mapping().isDependent();
        boolean translated = mapping != Mapping.NONE && natClass.mapping() == Mapping.NONE;
        boolean untested = stage == Stage.DONE
                && natClass.filtering() == Filtering.UNKNOWN
                && deciding().stream()
                        .anyMatch(one -> one.other().isPresent()
                                || (one.server().equals(server) && servers.isSupernode(server)));
        if (translated) {
            forget(); // those before were asked past the NAT: on the LAN, or over IPv6
        }
        if (worse || translated || untested || natClass.mapping() == Mapping.UNKNOWN) {
            lookingSinceNs = stage == Stage.DONE ? nowNs : lookingSinceNs;
            stage = Stage.TESTING;
            beginTests(mapping, nowNs);
        }
        learn(mapping);
        publish(nowNs);
    }

    // -- all else ----------------------------------------------------------------------------------------------------

    private void beginTests(Mapping mapping, long nowNs) {
        if (tests != null) {
            tests.abort();
        }
        List<StunAnswer> deciding = deciding();
        NatTests begun = new NatTests(client, ports, servers, mapping != Mapping.NONE);
        tests = begun;
        if (mapping == Mapping.NONE) {
            depth = Optional.of(0);
        } else if (depth.orElse(0) == 0) {
            depth = Optional.empty(); // 0 was said of other servers' side, and would void every opener
            begun.findDepth(deciding.getFirst(), nowNs);
        }
        if (mapping.isDependent()) {
            begun.sample(
                    deciding.getFirst(),
                    () -> deciding().stream().map(StunAnswer::mapped).toList(),
                    nowNs);
        }
    }

    private void goOn(long nowNs) {
        NatTests underWay = tests;
        if (underWay == null) {
            return;
        }
        underWay.onTick(deciding(), nowNs);
        learn(natClass.mapping());
        if (underWay.isDone()) {
            tests = null;
            finish(nowNs);
        } else {
            publish(nowNs);
        }
    }

    private void finish(long nowNs) {
        stage = Stage.DONE;
        complete = true;
        took = Optional.of(Duration.ofNanos(nowNs - lookingSinceNs));
        publish(nowNs);
    }

    private void learn(Mapping mapping) {
        if (tests != null) {
            natClass = tests.refine(mapping, natClass);
            depth = tests.depthOr(depth);
        } else {
            natClass = new NatClass(mapping, natClass.filtering(), natClass.allocation(), natClass.hairpin());
        }
    }

    private void publish(long nowNs) {
        NatReport before = report;
        report = new NatReport(
                natClass, answers.observations(), depth, own, answers.silent(), isOnlySupernodes(), complete, took);
        if (!report.equals(before)) {
            listener.onNat(report, report.isNewsAfter(before), nowNs);
        }
    }

    private boolean isOnlySupernodes() {
        List<Endpoint> others = answers.asked().stream()
                .filter(server -> !servers.isSupernode(server))
                .toList();
        boolean known = complete && report.onlySupernodes(); // as long as the others may still answer again
        return !answers.isEmpty()
                && answers.observations().stream().map(Observation::server).allMatch(servers::isSupernode)
                && !others.isEmpty()
                && (known || answers.silent().containsAll(others));
    }

    private MappingRule rule() {
        return MappingRule.of(answers.observations(), own, main.localPort(), answers.isIpv4Coming());
    }

    /** By whom the mapping was decided, the fastest first: what others see has not passed the last NAT. */
    private List<StunAnswer> deciding() {
        return answers.of(rule().used());
    }
}
