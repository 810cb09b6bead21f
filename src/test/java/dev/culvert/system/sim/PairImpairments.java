package dev.culvert.system.sim;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.system.lab.Fates;
import dev.culvert.system.lab.Impairment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** What happens to packets between two addresses of the internet's core, for each pair and direction alone. */
final class PairImpairments {
    private record Direction(IpAddress from, IpAddress to) {}

    private final Map<Direction, Fates> fates = new HashMap<>();
    private final Map<Direction, Impairment> impairments = new HashMap<>();
    private final LongSupplier seeds;
    private Impairment everywhere = Impairment.NONE;

    PairImpairments(LongSupplier seeds) {
        this.seeds = seeds;
    }

    void set(Impairment impairment) {
        everywhere = impairment;
        impairments.clear();
    }

    void set(IpAddress from, IpAddress to, Impairment impairment) {
        impairments.put(new Direction(from, to), impairment);
    }

    /** When a packet that is sent now arrives: never, once or twice. */
    long[] of(SimPacket packet, long nowNs) {
        Direction direction = new Direction(packet.from(), packet.to());
        return fates.computeIfAbsent(direction, unknown -> new Fates(seeds.getAsLong()))
                .of(impairments.getOrDefault(direction, everywhere), nowNs, packet.bytes());
    }
}
