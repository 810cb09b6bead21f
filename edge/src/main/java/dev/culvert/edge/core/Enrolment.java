package dev.culvert.edge.core;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Offered;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.path.Path;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.supernode.Consequence;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What this edge claims at all its supernodes together, and what their answers change of it. Conductor thread. */
final class Enrolment {
    private final CommunityContext context;
    private final Membership own;
    private final List<SupernodeLink> links;
    private final RefusalPolicy refusals;

    Enrolment(CommunityContext context, Membership own, List<SupernodeLink> links) {
        this.context = context;
        this.own = own;
        this.links = links;
        this.refusals = new RefusalPolicy(own, context.ownKey(), links, context.listener());
        own.address().ifPresent(context.routes()::askFor);
    }

    /** What to register at a supernode; null while another one decides alone. */
    @Nullable
    Register registration(SupernodeLink link) {
        SupernodeLink conceded = own.concededTo();
        return conceded == null || conceded == link ? own.registration() : null;
    }

    void onRegistered(SupernodeLink link, long nowNs) {
        own.onRegistered();
        if (own.concededTo() == link) {
            contest(nowNs);
        }
    }

    Consequence onOffered(SupernodeLink link, Offered offered, long nowNs) {
        Path path = link.path();
        Optional<IpPrefix> address = ControlMessages.prefix(offered.getAddress())
                .filter(offer ->
                        path != null && Membership.isUsable(offer, path.remote().address()));
        if (address.isEmpty() || own.address().isPresent()) {
            return new Consequence.Later("it offers an address that was not asked for, or that no edge can have");
        }
        own.claim(address);
        own.contest();
        onClaimChanged(nowNs);
        return new Consequence.Again();
    }

    Consequence onRefused(SupernodeLink link, Refused refused, long nowNs) {
        Optional<IpPrefix> before = own.address();
        Consequence consequence = refusals.onRefused(link, refused, nowNs);
        if (!own.address().equals(before)) {
            onClaimChanged(nowNs);
        } else if (own.concededTo() == link && consequence instanceof Consequence.Seldom(String why)) {
            links.stream().filter(other -> other != link).forEach(other -> other.withdraw(why, nowNs));
        }
        return consequence;
    }

    /** A supernode that decides alone, and is out of reach, decides no longer. */
    void onTick(long nowNs) {
        SupernodeLink conceded = own.concededTo();
        if (conceded != null && conceded.state() == SupernodeState.UNREACHABLE) {
            contest(nowNs);
        }
    }

    private void contest(long nowNs) {
        SupernodeLink conceded = own.concededTo();
        own.contest();
        for (SupernodeLink link : links) {
            if (link != conceded) {
                link.resume(nowNs);
                link.announce(nowNs);
            }
        }
    }

    /** Every supernode is told, also the one by which it changed. */
    private void onClaimChanged(long nowNs) {
        context.routes().askFor(own.address().orElse(null));
        context.listener().onAddress(own.address());
        links.forEach(link -> link.announce(nowNs));
    }
}
