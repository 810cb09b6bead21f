package dev.culvert.edge.punch;

import dev.culvert.common.path.UdpPort;
import dev.culvert.common.path.UdpPorts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ports beside the edge's own that were opened for one peer, and the only one who closes them: when the round that
 * opened them is over and no path leads by them. Conductor thread.
 */
public final class ExtraPorts {
    private final UdpPorts ports;
    private final Predicate<UdpPort> usedByPath;
    private final Consumer<UdpPort> beforeClose;
    private final Set<UdpPort> open = new LinkedHashSet<>();
    private final Set<UdpPort> ofRound = new LinkedHashSet<>();

    /**
     * None yet.
     *
     * @param ports where they come from
     * @param usedByPath whether one is a path's by now
     * @param beforeClose gives up what was asked by one: nothing may be sent by it any more
     */
    public ExtraPorts(UdpPorts ports, Predicate<UdpPort> usedByPath, Consumer<UdpPort> beforeClose) {
        this.ports = ports;
        this.usedByPath = usedByPath;
        this.beforeClose = beforeClose;
    }

    /** Opens one for the round that is under way; null when no descriptor can be had. */
    @Nullable
    UdpPort open() {
        UdpPort port = ports.open();
        if (port != null) {
            open.add(port);
            ofRound.add(port);
        }
        return port;
    }

    /** The round that is under way needs its ports no more. */
    void endRound() {
        ofRound.clear();
        open.stream().filter(usedByPath.negate()).toList().forEach(this::close);
    }

    /** No path leads by this port any more. */
    public void onUnused(UdpPort port) {
        if (open.contains(port) && !ofRound.contains(port)) {
            close(port);
        }
    }

    /** The peer is forgotten. */
    public void closeAll() {
        ofRound.clear();
        List.copyOf(open).forEach(this::close);
    }

    private void close(UdpPort port) {
        open.remove(port);
        beforeClose.accept(port);
        ports.close(port);
    }
}
