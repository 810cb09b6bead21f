package dev.culvert.system.sim;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An internet to place hosts in: it gives them addresses, NATs and access links.
 *
 * <pre>
 *  198.18.0.1 …     hosts and outermost NATs        192.168.N.1, .2 …   a home's NAT and its hosts
 *  198.19.0.1 …     supernodes                      100.64.N.1, .2 …    a NAT and the NATs behind it
 *  198.19.255.1 …   the core's routers              2001:db8:N::1, ::2  a firewall and the host behind it
 *
 * SimInternet internet = new SimInternet(seed);
 * SimSupernode supernode = internet.supernode();
 * SimHost host = internet.host(NatKind.CONE, true);
 * SimMember member = new SimMember(host, keys, "10.0.0.1/24", supernode);
 * host.access().impair(Impairment.CUT);
 * </pre>
 */
public final class SimInternet {
    /** What each access link does each way: between two hosts, 80 ms of round trip and 2 % of loss each way. */
    public static final Impairment ACCESS =
            Impairment.NONE.delay(Duration.ofMillis(20)).loss(0.01);

    /** Bytes of the largest IP packet that hosts send; they are told where it is larger. */
    public static final int MTU = 1_500;

    private static final int PUBLIC = IpAddress.parse("198.18.0.0").ipv4Bits();
    private static final int SUPERNODES = IpAddress.parse("198.19.0.0").ipv4Bits();
    private static final int HOMES = IpAddress.parse("192.168.0.0").ipv4Bits();
    private static final int MIDDLES = IpAddress.parse("100.64.0.0").ipv4Bits();
    private static final int SUBNET = 256;
    /** Subnets of each kind; then they begin anew, as two homes may well use one. */
    private static final int SUBNETS = 256;

    private static final int MOST_HOSTS = 65_535;

    private final SimNetwork network;
    private final List<SimSupernode> supernodes = new ArrayList<>();
    private final Map<SimNat, Integer> usedInside = new HashMap<>();
    private Impairment access = ACCESS;
    private int usedPublic;
    private int usedSupernodes;
    private int homes;
    private int middles;
    private int firewalls;

    /** An internet without hosts; everything that is random in it follows from the seed. */
    public SimInternet(long seed) {
        this.network = new SimNetwork(seed);
    }

    /** The network and clock that all of it is on. */
    public SimNetwork network() {
        return network;
    }

    /** Access links to come do this each way; at first it is {@link #ACCESS}. */
    public SimInternet access(Impairment eachWay) {
        access = eachWay;
        return this;
    }

    /** A supernode in the core, its link without impairment; it runs. */
    public SimSupernode supernode() {
        return add(new SimSupernode(network, nextSupernode()));
    }

    /** A supernode with two addresses, as RFC 5780 wants it. */
    public SimSupernode supernodeWithTwoAddresses() {
        return add(new SimSupernode(network, nextSupernode(), nextSupernode()));
    }

    /** A host in the core, its link without impairment: for a STUN server, say. */
    public SimHost server() {
        return new SimHost(network, nextPublic());
    }

    /** A host of this kind, with NATs of its own, whose INPUT chains accept or drop. */
    public SimHost host(NatKind kind, boolean inputAccept) {
        return restricted(kind, host(kind.chain(inputAccept)));
    }

    /** A host behind NATs of its own, the nearest to it first; without any it is in the core. */
    public SimHost host(List<NatBehavior> chain) {
        if (chain.isEmpty()) {
            SimHost host = new SimHost(network, nextPublic());
            host.access().impair(access).interfaceMtu(MTU);
            return host;
        }
        SimNat outermost = nat(chain.getLast(), chain.size() == 1);
        return hostBehind(outermost, chain.subList(0, chain.size() - 1));
    }

    /** A host with a public address of its own, behind a firewall that lets in what was asked for. */
    public SimHost hostBehindFirewall() {
        String address = nextPublic();
        SimNat firewall = SimNat.inCore(network, NatBehavior.masquerade(), address, gateway(true));
        firewall.access().impair(access);
        SimHost host = firewall.host(address);
        host.link().interfaceMtu(MTU);
        return host;
    }

    /** A NAT in the core that other NATs are to be behind. */
    public SimNat carrier(NatBehavior behavior) {
        return nat(behavior, false);
    }

    /** A host of this kind whose NATs are behind a carrier's; without any it is there itself. */
    public SimHost hostBehind(SimNat carrier, NatKind kind, boolean inputAccept) {
        return restricted(kind, hostBehind(carrier, kind.chain(inputAccept)));
    }

    /** Another host in the network of one that is behind a NAT. */
    public SimHost neighborOf(SimHost host) {
        return hostBehind(host.nats().getFirst(), List.of());
    }

    /**
     * Gives a host an IPv6 address in the core, too, behind a firewall that lets in what was asked for. Its access link is
     * the firewall's, which this returns.
     */
    public SimNat addIpv6(SimHost host) {
        String subnet = "2001:db8:" + Integer.toHexString(++firewalls) + "::";
        String address = subnet + "2";
        SimNat firewall = SimNat.inCore(network, NatBehavior.masquerade(), address, subnet + "1");
        firewall.access().impair(access);
        host.alsoBehind(firewall, address).interfaceMtu(MTU);
        return firewall;
    }

    private SimHost hostBehind(SimNat outermost, List<NatBehavior> chain) {
        SimNat nearest = outermost;
        for (int i = chain.size() - 1; i >= 0; i--) {
            nearest = SimNat.behind(nearest, chain.get(i), nextInside(nearest), gateway(i == 0));
        }
        SimHost host = nearest.host(nextInside(nearest));
        host.link().interfaceMtu(MTU);
        return host;
    }

    private SimNat nat(NatBehavior behavior, boolean ofHome) {
        SimNat nat = SimNat.inCore(network, behavior, nextPublic(), gateway(ofHome));
        nat.access().impair(access);
        return nat;
    }

    private SimHost restricted(NatKind kind, SimHost host) {
        if (kind == NatKind.UDP_ONLY_TO_SUPERNODE) {
            host.nats()
                    .getFirst()
                    .permitOnly(remote -> supernodes.stream()
                            .anyMatch(supernode -> supernode.host().addresses().contains(remote.address())));
        }
        return host;
    }

    private SimSupernode add(SimSupernode supernode) {
        supernodes.add(supernode);
        return supernode;
    }

    private String nextSupernode() {
        return text(SUPERNODES + ++usedSupernodes);
    }

    private String nextPublic() {
        if (usedPublic == MOST_HOSTS) {
            throw new IllegalStateException("an internet has room for " + MOST_HOSTS + " hosts: make another");
        }
        return text(PUBLIC + ++usedPublic);
    }

    private String gateway(boolean ofHome) {
        int subnet = ofHome ? HOMES + SUBNET * (homes++ % SUBNETS) : MIDDLES + SUBNET * (middles++ % SUBNETS);
        return text(subnet + 1);
    }

    private String nextInside(SimNat nat) {
        return text(nat.innerAddress().ipv4Bits() + usedInside.merge(nat, 1, Integer::sum));
    }

    private static String text(int ipv4) {
        return IpAddress.ofIpv4(ipv4).toString();
    }
}
