package dev.culvert.system.lab;

import dev.culvert.tun.TunConfig;
import dev.culvert.tun.TunDevice;
import java.util.List;

/**
 * A link that delays, loses, repeats and reorders packets: the kernel's netem is not everywhere. Its two ends are TUN
 * devices of this JVM, each opened in its host's namespace; what one host sends, this JVM reads, and gives it to the
 * other host when its {@link Fates} say so. It can be changed while packets travel. Any thread.
 *
 * <pre>
 *  host a ── to-b (TUN) ──▶ forward: read, fate, deliver ──▶ (TUN) to-a ── host b
 *                      ◀── backward                      ◀──
 * </pre>
 */
public final class ImpairedLink implements AutoCloseable {
    private static final int MTU = 1500;

    private final Link link;
    private final TunDevice a;
    private final TunDevice b;
    private final Lane forward;
    private final Lane backward;

    private ImpairedLink(Link link, TunDevice a, TunDevice b, long seed) {
        this.link = link;
        this.a = a;
        this.b = b;
        forward = new Lane(link.a() + "-" + link.b(), a.queue(0), b.queue(0), seed);
        backward = new Lane(link.b() + "-" + link.a(), b.queue(0), a.queue(0), ~seed);
    }

    static ImpairedLink open(Link link, long seed) {
        TunDevice a = device(link.a(), link.aInterface());
        try {
            ImpairedLink impaired = new ImpairedLink(link, a, device(link.b(), link.bInterface()), seed);
            impaired.forward.start();
            impaired.backward.start();
            return impaired;
        } catch (AssertionError e) {
            Cleanup cleanup = new Cleanup();
            cleanup.run(a::close);
            throw e;
        }
    }

    private static TunDevice device(Host host, String name) {
        return InNamespace.call(
                host.namespace(), () -> TunDevice.open(new TunConfig(name, MTU, 1, false, List.of(), List.of())));
    }

    /** The two ends. */
    public Link link() {
        return link;
    }

    /** The direction from the first host to the second. */
    public Lane forward() {
        return forward;
    }

    /** The direction from the second host to the first. */
    public Lane backward() {
        return backward;
    }

    /** Does the same to both directions, from the next packet on. */
    public void both(Impairment impairment) {
        forward.impair(impairment);
        backward.impair(impairment);
    }

    /** Ends both directions and removes the interfaces. Fails if a lane lost packets on its own account. */
    @Override
    public void close() {
        Cleanup cleanup = new Cleanup();
        cleanup.run(a::close);
        cleanup.run(b::close);
        cleanup.run(forward::stop);
        cleanup.run(backward::stop);
        cleanup.finish();
    }
}
