package dev.culvert.supernode.core;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.crypto.Blake2s;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which overlay addresses an edge may have. Stateless. */
final class Addresses {
    /** Of a prefix larger than 2^62 addresses only that many are offered. */
    private static final int MOST_HOST_BITS = 62;

    private Addresses() {}

    /**
     * Judges the addresses that a record claims.
     *
     * @param community null if it is not known yet: then every address is free
     * @param member who asks; null if it is not known yet
     * @return the refusal, or null
     */
    static Control.@Nullable Builder refusal(
            @Nullable Community community, @Nullable Member member, List<IpPrefix> addresses, long nowNs) {
        IpPrefix network = addresses.getFirst().network();
        if (community != null && community.isPrefixFixedFor(member, nowNs)) {
            network = community.prefix == null ? network : community.prefix;
        }
        if (!addresses.getFirst().network().equals(network)) {
            return Refusal.otherPrefix(network); // of the other family too: the first address is the overlay's
        }
        for (IpPrefix address : addresses) {
            // Further addresses of the other family are not of this network, nor can they be against it.
            boolean sameFamily = address.address().isIpv4() == network.address().isIpv4();
            if (sameFamily && !address.network().equals(network)) {
                return Refusal.otherPrefix(network);
            }
            if (!isHost(address)) {
                return Refusal.of(
                        Reason.REASON_BAD_REQUEST,
                        address.address() + " is the first or last address of " + address.network()
                                + ", which no host can have: choose another");
            }
            Claim claim = community == null ? null : community.claims.get(address.address());
            if (claim != null && !claim.owner().equals(member) && claim.isHeld(nowNs)) {
                return Refusal.held(claim, nowNs);
            }
        }
        return null;
    }

    /** An address for a key that has none: the one that it has here, else a slot by its hash, probing on from there. */
    static Optional<IpPrefix> offer(
            @Nullable Community community,
            @Nullable Member member,
            boolean another,
            PublicKey key,
            IpPrefix autoPrefix,
            long nowNs) {
        if (community == null) {
            return Optional.of(slot(autoPrefix, start(autoPrefix, key)));
        }
        IpPrefix network = community.prefix == null ? autoPrefix : community.prefix;
        for (Claim claim : community.claims.values()) {
            if (claim.owner().equals(member) && claim.automatic() && !another) {
                return Optional.of(claim.address());
            }
        }
        long hosts = hosts(network);
        long at = start(network, key);
        // One slot more than there are claims: at least one of them is free, if there are so many.
        for (long tried = 0; tried < Math.min(hosts, community.claims.size() + 1L); tried++) {
            IpPrefix candidate = slot(network, at);
            Claim claim = community.claims.get(candidate.address());
            if (claim == null || (claim.owner().equals(member) ? !another : !claim.isHeld(nowNs))) {
                return Optional.of(candidate);
            }
            at = (at + 1) % hosts;
        }
        return Optional.empty();
    }

    /** Neither the network's own address nor, in IPv4, its broadcast address; pairs and single addresses have neither. */
    private static boolean isHost(IpPrefix address) {
        int hostBits = address.address().bits() - address.length();
        if (hostBits < 2) {
            return true;
        }
        IpPrefix network = address.network();
        boolean broadcast = address.address().isIpv4()
                && address.address().low() == network.address().low() + (1L << hostBits) - 1;
        return !broadcast && !address.address().equals(network.address());
    }

    /** How many hosts a network has room for. */
    private static long hosts(IpPrefix network) {
        int hostBits = Math.min(MOST_HOST_BITS, network.address().bits() - network.length());
        return hostBits < 2 ? 1L << hostBits : (1L << hostBits) - 2;
    }

    private static long start(IpPrefix network, PublicKey key) {
        long hash = ByteBuffer.wrap(Blake2s.hash(key.bytes())).getLong() >>> 1;
        return hash % hosts(network);
    }

    private static IpPrefix slot(IpPrefix network, long host) {
        IpAddress base = network.network().address();
        long first = network.address().bits() - network.length() < 2 ? 0 : 1;
        return new IpPrefix(new IpAddress(base.high(), base.low() + first + host), network.length());
    }
}
