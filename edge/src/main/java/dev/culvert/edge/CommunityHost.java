package dev.culvert.edge;

import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.SigningKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.loop.Conductor;
import dev.culvert.common.ops.CommunityKeysFile;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.time.NanoClock;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.config.CommunityConfig;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.config.SupernodeSpec;
import dev.culvert.edge.core.Community;
import dev.culvert.edge.core.CommunityContext;
import dev.culvert.edge.core.CommunityListener;
import dev.culvert.edge.core.EdgeCore;
import dev.culvert.edge.core.Remembered;
import dev.culvert.edge.memory.PeerMemory;
import dev.culvert.edge.nat.NatReport;
import dev.culvert.edge.path.PathChange;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.portmap.PortMapping;
import dev.culvert.edge.punch.Verdict;
import dev.culvert.edge.status.ForwardedStatus;
import dev.culvert.edge.supernode.KnownSupernodes;
import dev.culvert.edge.supernode.SupernodeLink;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a community needs of the system: names, files, the device's address, the log. Made before the device is opened;
 * {@link #join} comes before the conductor starts. Listener's methods on the conductor's thread.
 */
final class CommunityHost implements CommunityListener {
    private static final Logger log = LoggerFactory.getLogger(CommunityHost.class);
    private static final long GOODBYE_SECONDS = 2;

    /** The edge around it. */
    interface Surroundings {
        /** The device shall have this address; on a thread that may block. */
        void useAddress(IpPrefix address) throws ExitException;

        /** The way to the internet may be another one. Conductor thread. */
        void onMoved();

        /** The edge ends by itself. Any thread. */
        void end(ExitException reason);
    }

    private final EdgeConfig config;
    private final CommunityConfig community;
    private final CommunityKeys keys;
    private final SigningKey signingKey;
    private final RecordSequences sequences;
    private final RecordSigner signer;
    private final SupernodeKeys supernodeKeys;
    private final SlotFile slot;
    private final PeerMemory memory = new PeerMemory(InstantSource.system());
    private final PeerMemoryFile memoryFile;
    private final Optional<IpPrefix> firstAddress;
    private final Conductor<?> conductor;
    private final NanoClock clock;
    private final UdpPort port;
    private final Surroundings surroundings;
    private final EndpointResolver<SupernodeLink> resolver;
    private final Predicate<Endpoint> outside;
    private final Forwarding forwarding;
    private @Nullable Community joined;
    private @Nullable NatHost nat;

    /**
     * Reads what is stored, and makes the community's keys: some tenths of a second for a secret that a person chose.
     *
     * @param outside tells an endpoint outside the overlay from one inside
     * @throws ExitException if something stored is damaged, or name or secret cannot be used
     */
    CommunityHost(
            EdgeConfig config,
            CommunityConfig community,
            IdentitySeed seed,
            StateDirectory state,
            Conductor<?> conductor,
            NanoClock clock,
            UdpPort port,
            Predicate<Endpoint> outside,
            Surroundings surroundings)
            throws ExitException {
        this.config = config;
        this.community = community;
        this.conductor = conductor;
        this.clock = clock;
        this.port = port;
        this.surroundings = surroundings;
        this.outside = outside;
        forwarding = new Forwarding(config.reachability().advertised());
        String secret = community.secret().reveal();
        keys = community.typed()
                ? CommunityKeysFile.derive(community.name(), secret)
                : CommunityKeysFile.readOrDerive(state, seed, community.name(), secret);
        signingKey = seed.signingKey();
        sequences = new RecordSequences(state);
        signer = new RecordSigner(
                signingKey, seed.sessionKey().publicKey(), keys, sequences.sequences(), new SecureRandom());
        slot = new SlotFile(state, keys.id());
        memoryFile = new PeerMemoryFile(state, keys, memory, conductor::execute);
        firstAddress = config.address().isPresent() ? config.address() : slot.read();
        if (firstAddress.isPresent()) {
            config.reachability().refuseInside(firstAddress.get());
        }
        supernodeKeys = new SupernodeKeys(new KnownSupernodes(state));
        for (SupernodeSpec supernode : community.supernodes()) {
            supernodeKeys.read(supernode.place());
        }
        resolver = new EndpointResolver<>(conductor, outside, new Endpoints());
    }

    /** The address to open the device with: configured, or chosen for us before. */
    Optional<IpPrefix> firstAddress() {
        return firstAddress;
    }

    CommunityConfig community() {
        return community;
    }

    CommunityKeys keys() {
        return keys;
    }

    /** The peers that answered directly. */
    PeerMemory memory() {
        return memory;
    }

    /** Makes the core a member; {@code context} gets this as listener. */
    Community join(EdgeCore core, Function<CommunityHost, CommunityContext> context) {
        Community member = core.join(
                context.apply(this),
                signer,
                config.name(),
                firstAddress,
                config.address().isEmpty());
        for (SupernodeSpec supernode : community.supernodes()) {
            resolver.configure(member.addSupernode(supernode.place(), supernode.key()), supernode.place());
        }
        joined = member;
        log.info("cipher suites besides chacha20-poly1305: {}", config.suites().isEmpty() ? "none" : config.suites());
        if (config.nat().detection()) {
            nat = new NatHost(config.nat(), member.nat(), conductor, clock, outside);
        }
        return member;
    }

    /** Begins to register, and beside it to find out about NATs. */
    void start(List<IpAddress> own) {
        conductor.execute(memoryFile::start);
        conductor.execute(() -> with(member -> {
            member.useAddresses(own);
            tellForwarded();
            member.start();
            if (nat != null) {
                nat.start();
            }
        }));
    }

    /** The host's addresses, links or routes have changed, or it slept. Conductor thread. */
    void onNetworkChange(List<IpAddress> own) {
        with(member -> member.onNetworkChange(own, clock.nowNs()));
    }

    /** What routers forward to the edge's port now. Conductor thread. */
    void useMapped(List<PortMapping> mappings) {
        forwarding.use(mappings);
        tellForwarded();
    }

    /** Again when the edge is seen elsewhere: that may show what a mapping is worth. */
    private void tellForwarded() {
        with(member -> member.useMapped(forwarding.candidates(observed(member)), clock.nowNs()));
    }

    private static List<Endpoint> observed(Community member) {
        List<Endpoint> observed = new ArrayList<>(member.nat().report().mapped());
        member.links().forEach(link -> link.observed().ifPresent(observed::add));
        return observed;
    }

    /** What routers say they forward. Conductor thread. */
    List<ForwardedStatus> forwarded() {
        return joined == null ? List.of() : forwarding.statuses(observed(joined));
    }

    void onTick() {
        sequences.onTick(conductor);
        memoryFile.onTick(clock.nowNs());
        if (nat != null) {
            nat.onTick();
        }
    }

    @Override
    public void onMoved() {
        tellForwarded();
        surroundings.onMoved();
    }

    @Override
    public void onNat(NatReport report) {
        if (nat != null) {
            nat.tell(report);
        }
        tellForwarded();
    }

    /** Tells supernodes and peers, and waits until they have heard it or for about a second; while the conductor runs. */
    void sayGoodbye() throws InterruptedException {
        Community member = joined;
        if (member == null) {
            return;
        }
        try {
            CompletableFuture<Boolean> left = new CompletableFuture<>();
            conductor.execute(() -> {
                member.stop(clock.nowNs());
                completeWhenLeft(member, left);
            });
            left.get(GOODBYE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("stopping, though supernodes and peers may not know: {}", e.toString());
        }
    }

    private void completeWhenLeft(Community member, CompletableFuture<Boolean> left) {
        if (member.hasLeft(clock.nowNs())) {
            left.complete(true);
        } else {
            conductor.schedule(() -> completeWhenLeft(member, left), Timing.BUSY_TICK_NS);
        }
    }

    /** After the conductor has stopped. */
    void close() throws InterruptedException {
        memoryFile.close();
        sequences.close();
        signingKey.destroy();
    }

    private final class Endpoints implements EndpointResolver.Client<SupernodeLink> {
        @Override
        public void onFound(SupernodeLink link, Endpoint endpoint) {
            with(member -> member.onEndpoint(link, Path.direct(port, endpoint, null), clock.nowNs()));
        }

        @Override
        public void onUseless(SupernodeLink link, String why) {
            link.onNoEndpoint(why);
        }
    }

    private void with(Consumer<Community> action) {
        if (joined != null) {
            action.accept(joined);
        }
    }

    // -- as listener -------------------------------------------------------------------------------------------------

    @Override
    public void resolve(SupernodeLink link) {
        supernodeKeys.readThen(link.place(), () -> conductor.execute(() -> resolver.resolve(link)));
    }

    @Override
    public Optional<PublicKey> knownKey(SupernodeLink link) {
        return supernodeKeys.known(link.place());
    }

    @Override
    public void remember(SupernodeLink link, PublicKey key) {
        log.info("supernode {} has the key {}: remembered", link.place(), key);
        supernodeKeys.remember(link.place(), key);
    }

    @Override
    public void onLinkState(SupernodeLink link) {
        switch (link.state()) {
            case CONNECTING -> log.debug("supernode {}: connecting", link.place());
            case REGISTERED -> {
                log.info(
                        "supernode {}: registered{}",
                        link.place(),
                        link.observed()
                                .map(endpoint -> ", it sees this edge at " + endpoint)
                                .orElse(""));
                tellForwarded();
            }
            case UNREACHABLE -> log.warn("supernode {}: unreachable: {}; trying on", link.place(), link.words());
            case REFUSED -> log.warn("supernode {}: refused: {}; trying on", link.place(), link.words());
        }
    }

    @Override
    public void onAddress(Optional<IpPrefix> address) {
        if (address.isEmpty()) {
            log.warn("the automatic address belongs to another edge now; asking for the next");
            return;
        }
        IpPrefix chosen = address.get();
        log.info("address {}: chosen by the supernode", chosen);
        Thread.ofVirtual().name("use-address").start(() -> {
            try {
                config.reachability().refuseInside(chosen);
                synchronized (slot) {
                    surroundings.useAddress(chosen);
                    slot.store(chosen);
                }
            } catch (ExitException e) {
                surroundings.end(e);
            }
        });
    }

    @Override
    public void onAlone(SupernodeLink link) {
        log.info("registered; no peer shares this secret");
    }

    @Override
    public void onWithoutSupernodes(Remembered remembered) {
        log.warn("{}", MemoryStatuses.of(remembered, Instant.now()).words());
    }

    @Override
    public void onMet(Peer peer, String name) {
        log.debug("met {}, {}", peer, name);
    }

    @Override
    public void onPath(Peer peer, PathChange change) {
        log.info("{}: {}: {}", name(peer), PathStatuses.words(change), change.why());
    }

    @Override
    public void onVerdict(Peer peer, Verdict verdict) {
        log.info("{}: not direct: {}", name(peer), verdict);
    }

    private String name(Peer peer) {
        return PathStatuses.peer(peer.key(), joined == null ? "" : joined.nameOf(peer), peer.allowedIps());
    }

    @Override
    public void onReplaced(String why) {
        // Not UNAVAILABLE: a service manager that started it again would make it the newer one, and so on for ever.
        surroundings.end(new ExitException(ExitCode.BAD_CONFIGURATION, why));
    }

    @Override
    public void onRejected(String why) {
        surroundings.end(new ExitException(ExitCode.UNAVAILABLE, why));
    }
}
