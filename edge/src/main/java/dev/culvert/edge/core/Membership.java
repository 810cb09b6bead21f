package dev.culvert.edge.core;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.control.pb.Registered;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.record.Claims;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.session.Activity;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What this edge says of itself to supernodes: its address and the record that claims it. Conductor thread. */
final class Membership {
    private final VerifyKey community;
    private final RecordSigner signer;
    private final String name;
    private final boolean automatic;
    private Optional<IpPrefix> address;
    private @Nullable SignedRecord record;
    private boolean everRegistered;
    private long heldSinceNs = Activity.NEVER;

    /**
     * A membership that nobody knows of yet.
     *
     * @param address what is claimed; none to be given one
     * @param automatic whether the address is, or will be, a supernode's choice
     */
    Membership(VerifyKey community, RecordSigner signer, String name, Optional<IpPrefix> address, boolean automatic) {
        this.community = community;
        this.signer = signer;
        this.name = name;
        this.address = address;
        this.automatic = automatic;
    }

    Optional<IpPrefix> address() {
        return address;
    }

    boolean isAutomatic() {
        return automatic;
    }

    /** Whether any supernode has taken us in since the start. */
    boolean everRegistered() {
        return everRegistered;
    }

    Register registration(long nowNs) {
        if (record == null) {
            record = signer.sign(Claims.of(address.map(List::of).orElse(List.of()), name, automatic));
        }
        long heldNs = heldSinceNs == Activity.NEVER ? 0 : nowNs - heldSinceNs;
        return Register.newBuilder()
                .setCommunityKey(ByteString.copyFrom(community.bytes()))
                .setRecord(ByteString.copyFrom(record.bytes()))
                .setHeldForSeconds((int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toSeconds(heldNs)))
                .build();
    }

    void onRegistered(Registered registered, long nowNs) {
        everRegistered = true;
        long sinceNs = nowNs - TimeUnit.SECONDS.toNanos(Integer.toUnsignedLong(registered.getHeldForSeconds()));
        if (heldSinceNs == Activity.NEVER || sinceNs - heldSinceNs < 0) {
            heldSinceNs = sinceNs;
        }
    }

    /** Claims another address from now on, or asks for one. */
    void claim(Optional<IpPrefix> next) {
        address = next;
        record = null;
        heldSinceNs = Activity.NEVER;
    }

    /** A supernode holds a record with a higher sequence; false if it is not to be believed. */
    boolean signAbove(Refused refused) {
        record = null;
        return signer.above(refused.getSequenceHeld());
    }
}
