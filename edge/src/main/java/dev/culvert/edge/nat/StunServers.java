package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who is asked where the edge is: supernodes, and the servers of the lists, each under its name. Conductor thread. */
final class StunServers {
    private record Group(ServerKind kind, List<Endpoint> endpoints) {}

    private final Map<String, Group> groups = new LinkedHashMap<>();

    /** A server is there, at these endpoints and no other. */
    void put(String name, ServerKind kind, List<Endpoint> endpoints) {
        groups.put(name, new Group(kind, List.copyOf(endpoints)));
    }

    /** The server at this endpoint also answers at others. */
    void extend(Endpoint known, List<Endpoint> further) {
        groups.replaceAll((name, group) -> group.endpoints.contains(known)
                ? new Group(
                        group.kind,
                        Stream.concat(group.endpoints.stream(), further.stream())
                                .distinct()
                                .toList())
                : group);
    }

    /** All endpoints, supernodes' first. */
    List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>();
        for (ServerKind kind : ServerKind.values()) {
            for (Group group : groups.values()) {
                if (group.kind == kind) {
                    group.endpoints.stream().filter(one -> !all.contains(one)).forEach(all::add);
                }
            }
        }
        return all;
    }

    /** Whose an endpoint is. */
    Optional<ServerKind> kind(Endpoint endpoint) {
        return groups.values().stream()
                .filter(group -> group.endpoints.contains(endpoint))
                .map(Group::kind)
                .min(ServerKind::compareTo);
    }

    /** Whether an endpoint is a supernode's. */
    boolean isSupernode(Endpoint endpoint) {
        return kind(endpoint).filter(ServerKind.SUPERNODE::equals).isPresent();
    }
}
