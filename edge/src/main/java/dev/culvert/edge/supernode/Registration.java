package dev.culvert.edge.supernode;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.control.pb.Registered;
import dev.culvert.common.time.Timing;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The Register that is under way at one supernode, and what the last one gave. Conductor thread. */
final class Registration {
    private final ControlChannel channel;
    private long requestId; // under way, or 0
    private boolean granted; // at least once: there is a token
    private long token;
    private boolean alone;
    private boolean relays;
    private long heldSinceNs;
    private long renewAtNs;

    Registration(ControlChannel channel) {
        this.channel = channel;
    }

    /** Registers, in place of what is under way. */
    void ask(Register register, long nowNs) {
        cancel();
        OptionalLong id = channel.request(Control.newBuilder().setRegister(register));
        requestId = id.orElse(0);
        renewAtNs = nowNs + (id.isPresent() ? Timing.REGISTER_RENEWAL_NS : Timing.ANNOUNCE_FIRST_NS);
        channel.pump(nowNs);
    }

    /** Gives up what is under way. */
    void cancel() {
        channel.cancel(requestId);
        requestId = 0;
    }

    boolean isUnderWay() {
        return requestId != 0;
    }

    boolean isRenewalDue(long nowNs) {
        return nowNs - renewAtNs >= 0;
    }

    /** Whether what was answered is the registration under way, which it ends. */
    boolean take(Control request) {
        boolean taken = requestId != 0 && request.getId() == requestId;
        requestId = taken ? 0 : requestId;
        return taken;
    }

    /** The supernode has registered us; whether its token is another one. */
    boolean grant(Registered answer, long nowNs) {
        boolean another = !granted || token != answer.getRelayToken();
        granted = true;
        token = answer.getRelayToken();
        alone = answer.getOthers() == 0;
        relays = answer.getRelays();
        heldSinceNs = nowNs - TimeUnit.SECONDS.toNanos(Integer.toUnsignedLong(answer.getHeldForSeconds()));
        return another;
    }

    /** Shows the supernode that a relayed packet is ours; nothing before the first Registered. */
    OptionalLong token() {
        return granted ? OptionalLong.of(token) : OptionalLong.empty();
    }

    /** Whether no other edge was there when it was granted. */
    boolean wasAlone() {
        return alone;
    }

    /** Whether the supernode relays. */
    boolean relays() {
        return relays;
    }

    /** For how long the address has been ours there. */
    long heldNs(long nowNs) {
        return nowNs - heldSinceNs;
    }
}
