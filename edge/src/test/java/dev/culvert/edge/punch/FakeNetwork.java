package dev.culvert.edge.punch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.UdpPort;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.FakePorts;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A network of which everything is known that the test says; servers answer at once, or never. */
final class FakeNetwork implements OwnNetwork {
    final Counters<CounterId> counters = new Counters<>(CounterId.class);
    final FakePort port = new FakePort();
    final FakePorts ports = new FakePorts();
    NatClass natClass = NatClass.UNKNOWN;
    Optional<Integer> depth = Optional.empty();
    boolean onlySupernode;
    List<Candidate> candidates =
            List.of(new Candidate(new Endpoint(IpAddress.parse("192.0.2.1"), 7777), CandidateKind.OBSERVED, false));

    /** What any server sees of any port; null: no server answers. */
    @Nullable
    Endpoint mapping;

    /** A search from here, whose ports no path uses. */
    Punch punch(ProbeBudget budget, boolean enabled) {
        return new Punch(this, budget, new Random(1), enabled, new ExtraPorts(ports, port -> false, this::forget));
    }

    @Override
    public UdpPort port() {
        return port;
    }

    @Override
    public NatClass natClass() {
        return natClass;
    }

    @Override
    public List<Candidate> candidates() {
        return candidates;
    }

    @Override
    public boolean isOutside(Endpoint endpoint) {
        return true;
    }

    @Override
    public boolean isOnlySupernodeReached() {
        return onlySupernode;
    }

    @Override
    public Optional<Integer> depth() {
        return depth;
    }

    @Override
    public void askMapping(UdpPort from, boolean ipv4, int server, Consumer<Optional<Endpoint>> then, long nowNs) {
        then.accept(Optional.ofNullable(mapping));
    }

    @Override
    public void forget(UdpPort closing) {
        assertThat(ports.open).contains(closing);
    }
}
