package dev.culvert.edge.core;

import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.record.Claims;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.record.Sequences;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.edge.config.PathMode;
import dev.culvert.edge.data.RelayTokens;
import dev.culvert.edge.data.Routes;
import dev.culvert.edge.memory.PeerMemory;
import dev.culvert.edge.nat.NatReport;
import dev.culvert.edge.nat.StunClient;
import dev.culvert.edge.path.Keepalive;
import dev.culvert.edge.path.PathChange;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.punch.Verdict;
import dev.culvert.edge.supernode.SupernodeLink;
import dev.culvert.edge.testkit.FakePorts;
import dev.culvert.edge.testkit.FakeTun;
import dev.culvert.edge.testkit.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A community's keys and members, a context for what is tested, and a listener that keeps what it hears. */
final class FakeCommunity implements CommunityListener {
    final CommunityKeys keys = CommunityKeys.derive("lab", "a secret of eleven words");
    final List<String> rejected = new ArrayList<>();
    final List<String> replaced = new ArrayList<>();
    final List<Peer> met = new ArrayList<>();
    final Counters<CounterId> counters = new Counters<>(CounterId.class);
    final FakeTun tun = new FakeTun();
    final IdentitySeed ownSeed = seed(100);
    final List<Remembered> withoutSupernodes = new ArrayList<>();
    Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    final PeerMemory memory = new PeerMemory(() -> wall);
    final PeerTable peers = new PeerTable(new Routes());

    static IdentitySeed seed(int number) {
        byte[] bytes = new byte[IdentitySeed.BYTES];
        new Random(number).nextBytes(bytes);
        return IdentitySeed.of(bytes);
    }

    /** An edge's side of it, at 10.0.0.1/24. */
    Community community(Node node, SessionWork work) {
        Membership own = membership(Optional.of(IpPrefix.parse("10.0.0.1/24")), false);
        return new Community(context(node), own, new Outbox(node.dataPath, counters), work);
    }

    Membership membership(Optional<IpPrefix> address, boolean automatic) {
        return new Membership(keys.publicKey(), signer(ownSeed, ownSeed), "self", address, automatic, List.of());
    }

    /** Signs records of the first's session key and the second's signature key, from sequence 1 on. */
    RecordSigner signer(IdentitySeed session, IdentitySeed identity) {
        Sequences sequences = new Sequences(0);
        sequences.stored(1_000);
        return new RecordSigner(
                identity.signingKey(), session.sessionKey().publicKey(), keys, sequences, new Random(1));
    }

    SignedRecord record(RecordSigner signer, String address) {
        return signer.sign(Claims.of(List.of(IpPrefix.parse(address)), "name", false));
    }

    /** Members of this community, as one sees them who has the address. */
    Members members(Node node, String address) {
        CommunityContext context = context(node);
        Membership own = membership(Optional.of(IpPrefix.parse(address)), false);
        return new Members(
                context,
                own,
                new Whereabouts(
                        context, own, List.of(), new StunClient(new Random(3), counters), _ -> Optional.empty()));
    }

    CommunityContext context(Node node) {
        return new CommunityContext(
                keys,
                ownSeed.sessionKey().publicKey(),
                node.sessions,
                new Admission(),
                peers,
                new Routes(),
                new RelayTokens(),
                tun,
                new PathSettings(node.port, new FakePorts(), 1_400, PathMode.AUTO, Keepalive.USUAL),
                memory,
                new Random(2),
                counters,
                this);
    }

    @Override
    public void resolve(SupernodeLink link) {}

    @Override
    public Optional<PublicKey> knownKey(SupernodeLink link) {
        return Optional.empty();
    }

    @Override
    public void remember(SupernodeLink link, PublicKey key) {}

    @Override
    public void onLinkState(SupernodeLink link) {}

    @Override
    public void onAddress(Optional<IpPrefix> address) {}

    @Override
    public void onAlone(SupernodeLink link) {}

    @Override
    public void onWithoutSupernodes(Remembered remembered) {
        withoutSupernodes.add(remembered);
    }

    @Override
    public void onMet(Peer peer, String name) {
        met.add(peer);
    }

    @Override
    public void onPath(Peer peer, PathChange change) {}

    @Override
    public void onVerdict(Peer peer, Verdict verdict) {}

    @Override
    public void onMoved() {}

    @Override
    public void onNat(NatReport report) {}

    @Override
    public void onReplaced(String why) {
        replaced.add(why);
    }

    @Override
    public void onRejected(String why) {
        rejected.add(why);
    }
}
