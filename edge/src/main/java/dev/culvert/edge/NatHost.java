package dev.culvert.edge;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.loop.Conductor;
import dev.culvert.common.time.NanoClock;
import dev.culvert.edge.config.NatConfig;
import dev.culvert.edge.nat.NatDetector;
import dev.culvert.edge.nat.NatReport;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a detector of NATs needs of the system: names, the log. Conductor thread. */
final class NatHost {
    private static final Logger log = LoggerFactory.getLogger(NatHost.class);

    private final NatDetector detector;
    private final NanoClock clock;
    private final StunNames names;
    private String told = "";
    private int resolvedRun;

    NatHost(
            NatConfig config,
            NatDetector detector,
            Conductor<?> conductor,
            NanoClock clock,
            Predicate<Endpoint> outside) {
        this(
                detector,
                clock,
                client -> new StunNames(
                        conductor::execute, StunNames.configuredAndPublic(config.servers()), outside, client));
    }

    NatHost(NatDetector detector, NanoClock clock, Function<StunNames.Client, StunNames> names) {
        this.detector = detector;
        this.clock = clock;
        this.names = names.apply(this::onFound);
    }

    void start() {
        detector.start(clock.nowNs());
        onTick();
    }

    /** Whenever the detector looks again, so do we: the network may not have been there, or may be another. */
    void onTick() {
        if (resolvedRun != detector.runs()) {
            resolvedRun = detector.runs();
            names.resolve();
        }
    }

    private void onFound(StunNames.Server server, List<Endpoint> endpoints) {
        detector.useServers(server.place().toString(), server.kind(), endpoints, clock.nowNs());
    }

    /** One line a state, when all is known. */
    void tell(NatReport report) {
        String words = report.isReached()
                ? report.natClass().classicName() + ", seen at "
                        + report.mapped().stream()
                                .map(Endpoint::toString)
                                .limit(3)
                                .toList()
                : "no STUN server answers";
        if (report.complete() && !words.equals(told)) {
            told = words;
            log.info("NAT: {}", words);
        }
    }
}
