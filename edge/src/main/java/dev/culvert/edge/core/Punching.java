package dev.culvert.edge.core;

import dev.culvert.common.control.Exchange;
import dev.culvert.common.control.Frame;
import dev.culvert.common.control.Received;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.memory.KnownEndpoint;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import dev.culvert.edge.path.PathAction;
import dev.culvert.edge.punch.Punch;
import dev.culvert.edge.punch.PunchAction;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.List;

/** The search for direct paths to all members: what they say about it, and what is sent for it. Conductor thread. */
final class Punching {
    private final CommunityContext context;
    private final Members members;
    private final Outbox outbox;

    Punching(CommunityContext context, Members members, Outbox outbox) {
        this.context = context;
        this.members = members;
        this.outbox = outbox;
    }

    /** A session with the member is there, or there again. */
    void onSession(Member member, long nowNs) {
        member.exchange().restart();
        perform(member, member.punch().onSession(member.paths().isDirect(), nowNs), nowNs);
    }

    /** A supernode sees the member there. */
    void onObserved(Member member, SupernodeLink link, Endpoint endpoint, long nowNs) {
        if (member.punch().onObserved(link.place().toString(), endpoint)) {
            reset(member, nowNs);
        }
    }

    /** Something has changed: what failed before may succeed now. */
    void reset(Member member, long nowNs) {
        boolean sayable = Outbox.hasKeys(member.peer(), nowNs);
        perform(member, member.punch().onChange(member.paths().isDirect(), sayable, nowNs), nowNs);
    }

    /** A ping came: where it came from may be a path. */
    List<PathAction> onPing(Member member, Path source, long nowNs) {
        if (!context.paths().mode().isDirectWanted()) {
            return List.of();
        }
        CandidateKind kind = kind(member, source);
        boolean allowed = !member.paths().isNew(source, kind)
                || member.punch().mayPing(source, Timing.PROBE_PINGS_NS.size(), nowNs);
        return allowed ? member.paths().onPing(source, kind, nowNs) : List.of();
    }

    /** A handshake was done by this path: what is sent by it arrives, and what comes back. */
    List<PathAction> onRecalled(Member member, Path source, long nowNs) {
        return context.paths().mode().isDirectWanted()
                ? member.paths().onProbeAnswered(source, kind(member, source), nowNs)
                : List.of();
    }

    /** A pong came: of a path, or of a ping on trial. */
    List<PathAction> onPong(Member member, long id, Path source, long nowNs) {
        if (!member.punch().isProbe(id, source)) {
            return member.paths().onPong(id, nowNs);
        }
        member.punch().onProbeAnswered(source, nowNs);
        return member.paths().onProbeAnswered(source, kind(member, source), nowNs);
    }

    private CandidateKind kind(Member member, Path source) {
        return member.punch()
                .named(source.remote())
                .map(Candidate::kind)
                .or(() -> context.memory()
                        .find(member.peer().key())
                        .flatMap(known -> known.at(source.remote()))
                        .map(KnownEndpoint::kind))
                .orElseGet(() -> member.punch().kindOf(source.remote()));
    }

    /** A message that came inside the session; true if it says that the member leaves. */
    boolean onMessage(Member member, Control control, long nowNs) {
        if (control.hasGoodbye()) {
            return true;
        }
        switch (member.exchange().onMessage(control)) {
            case Received.Fresh(Control message) -> {
                outbox.send(member.peer(), member.exchange().acknowledge(message), nowNs);
                onFresh(member, message, nowNs);
            }
            case Received.Repeat(Control answer) -> outbox.send(member.peer(), answer, nowNs);
            case Received.Unknown(Control acknowledgement) -> {
                context.counters().add(CounterId.CONTROL_UNKNOWN);
                outbox.send(member.peer(), acknowledgement, nowNs);
            }
            case Received.Answered _, Received.Ignored _ -> {}
        }
        return false;
    }

    private void onFresh(Member member, Control message, long nowNs) {
        Punch punch = member.punch();
        if (message.hasCandidates()) {
            perform(
                    member,
                    punch.onCandidates(message.getCandidates(), member.paths().isDirect(), nowNs),
                    nowNs);
        } else if (message.hasPunchPlan()) {
            perform(member, punch.onPlan(message.getPunchPlan(), nowNs), nowNs);
        } else if (message.hasPeerInfo()) {
            members.learnFromItself(member, message.getPeerInfo().getRecord(), nowNs);
        } else {
            context.counters().add(CounterId.DROP_BAD_CONTROL);
        }
    }

    void onTick(Member member, long nowNs) {
        boolean direct = member.paths().isDirect();
        perform(member, member.punch().onTick(direct, member.isInUse(nowNs), nowNs), nowNs);
        pump(member, nowNs);
    }

    private void perform(Member member, List<PunchAction> actions, long nowNs) {
        boolean said = false;
        for (PunchAction action : actions) {
            switch (action) {
                case PunchAction.Say(Control.Builder message) -> {
                    member.say(message);
                    said = true;
                }
                case PunchAction.Open(Path path, int ttl) -> outbox.sendIndication(path, ttl, context.random());
                case PunchAction.Probe(Path path, long id) ->
                    outbox.send(member.peer(), path, new Frame.Ping(id), nowNs);
            }
        }
        if (said) {
            pump(member, nowNs);
        }
    }

    private void pump(Member member, long nowNs) {
        Exchange exchange = member.exchange();
        if (!exchange.isWaiting() || !Outbox.hasKeys(member.peer(), nowNs)) {
            return;
        }
        if (exchange.isInDoubt(nowNs)) {
            exchange.clear(); // the next round says it anew; whether the session lives is the pings' business
            return;
        }
        exchange.due(nowNs).forEach(message -> outbox.send(member.peer(), message, nowNs));
    }
}
