package dev.culvert.edge.core;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.session.Sessions;
import dev.culvert.edge.data.RelayTokens;
import dev.culvert.edge.data.Routes;
import dev.culvert.edge.data.TunWriter;
import dev.culvert.edge.memory.PeerMemory;
import dev.culvert.edge.peer.Peer;
import java.util.random.RandomGenerator;

/**
 * What a community works with.
 *
 * @param keys certify the members, and make the preshared keys of their pairs
 * @param ownKey this edge's identity
 * @param admission the owner of the sessions, which members may call in by from now on
 * @param tun for packets that the conductor itself delivers; its own
 * @param paths what paths are made with
 * @param memory the peers that answered directly, also before this start
 * @param listener is told what happens
 */
public record CommunityContext(
        CommunityKeys keys,
        PublicKey ownKey,
        Sessions<Peer> sessions,
        Admission admission,
        PeerTable peers,
        Routes routes,
        RelayTokens tokens,
        TunWriter tun,
        PathSettings paths,
        PeerMemory memory,
        RandomGenerator random,
        Counters<CounterId> counters,
        CommunityListener listener) {}
