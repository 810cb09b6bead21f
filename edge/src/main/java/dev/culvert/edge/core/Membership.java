package dev.culvert.edge.core;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.record.Claims;
import dev.culvert.common.record.Features;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What this edge says of itself to supernodes: its address and the record that claims it. Conductor thread. */
final class Membership {
    private static final int SHORTEST_IPV4_PREFIX = 8;
    private static final int SHORTEST_IPV6_PREFIX = 32;

    private final VerifyKey community;
    private final RecordSigner signer;
    private final String name;
    private final boolean automatic;
    private final List<Integer> suites;
    private Optional<IpPrefix> address;
    private @Nullable SignedRecord record;
    private boolean everRegistered;
    private boolean replaced;
    private @Nullable SupernodeLink concededTo;

    /**
     * A membership that nobody knows of yet.
     *
     * @param address what is claimed; none to be given one
     * @param automatic whether the address is, or will be, a supernode's choice
     * @param suites offered besides the one that everybody has
     */
    Membership(
            VerifyKey community,
            RecordSigner signer,
            String name,
            Optional<IpPrefix> address,
            boolean automatic,
            List<CipherSuite> suites) {
        this.community = community;
        this.signer = signer;
        this.name = name;
        this.address = address;
        this.automatic = automatic;
        this.suites = suites.stream().map(CipherSuite::number).toList();
    }

    /**
     * Whether an offered address may be ours: the interface gets a route to all of its network, so it must be a network
     * of reasonable size, and not the one that the supernode itself is reached in.
     */
    static boolean isUsable(IpPrefix offered, IpAddress supernode) {
        int shortest = offered.address().isIpv4() ? SHORTEST_IPV4_PREFIX : SHORTEST_IPV6_PREFIX;
        return Claims.isUnicast(offered.address()) && offered.length() >= shortest && !offered.contains(supernode);
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

    Register registration() {
        return Register.newBuilder()
                .setCommunityKey(ByteString.copyFrom(community.bytes()))
                .setRecord(ByteString.copyFrom(record().bytes()))
                .build();
    }

    /** What it says of itself now. */
    SignedRecord record() {
        SignedRecord present = record;
        if (present == null) {
            present = signer.sign(Claims.of(address.map(List::of).orElse(List.of()), name, automatic)
                    .offering(suites)
                    .having(List.of(Features.COMPLETES_CHECKSUMS)));
            record = present;
        }
        return present;
    }

    void onRegistered() {
        everRegistered = true;
    }

    /** Whether a newer start of this edge's key speaks for it now. */
    boolean isReplaced() {
        return replaced;
    }

    void onReplaced() {
        replaced = true;
    }

    /** Another edge has held the address longer at this supernode: until it grants us one, no other is asked. */
    void concede(SupernodeLink to) {
        concededTo = to;
    }

    /** The supernode that decides alone for now; null if none does. */
    @Nullable
    SupernodeLink concededTo() {
        return concededTo;
    }

    /** All supernodes are asked again. */
    void contest() {
        concededTo = null;
    }

    /** Claims another address from now on, or asks for one. */
    void claim(Optional<IpPrefix> next) {
        address = next;
        record = null;
    }

    /** A supernode holds a record with a higher sequence; false if it is not to be believed. */
    boolean signAbove(Refused refused) {
        record = null;
        return signer.above(refused.getSequenceHeld());
    }
}
