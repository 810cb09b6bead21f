package dev.culvert.edge.portmap;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Limits;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.portmap.wire.IgdDescription.Service;
import dev.culvert.edge.portmap.wire.IgdDescription.ServiceType;
import dev.culvert.edge.portmap.wire.SoapReply;
import dev.culvert.edge.portmap.wire.SoapRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Maps by UPnP's WANIPConnection 1 and 2 and WANPPPConnection. */
final class UpnpMapper implements Mapper {
    private static final int FIRST_FREE_PORT = 1_024;
    private static final int PORTS = 65_536;

    /** Where routers are looked for. */
    interface Search {
        List<URI> search(Gateway gateway) throws IOException, InterruptedException;
    }

    /**
     * A router's service that has worked.
     *
     * @param grantedPort the external port that it granted, or 0
     */
    private record Found(Gateway gateway, Service service, int grantedPort) {}

    private final Search search;
    private final RandomGenerator random;
    private @Nullable Found found;

    UpnpMapper(RandomGenerator random) {
        this(random, SsdpSearch::search);
    }

    UpnpMapper(RandomGenerator random, Search search) {
        this.random = random;
        this.search = search;
    }

    @Override
    public Protocol protocol() {
        return Protocol.UPNP;
    }

    @Override
    public Answer map(Gateway gateway, Request request) throws InterruptedException {
        Found known = found;
        if (known != null && known.gateway().equals(gateway)) {
            try {
                Optional<IpAddress> external = externalAddress(known.service());
                if (external.isPresent()) {
                    return add(known, external.get(), request);
                }
            } catch (IOException e) {
                // It has moved to another port, or restarted: looked for again.
            }
        }
        found = null;
        try {
            return discover(gateway, request);
        } catch (IOException e) {
            return new Answer.None("cannot be asked: " + e.getMessage());
        }
    }

    private Answer discover(Gateway gateway, Request request) throws IOException, InterruptedException {
        List<URI> locations = search.search(gateway);
        String why = locations.isEmpty() ? "no answer" : "the router has no service that maps ports";
        for (URI location : locations) {
            try {
                for (Service service : IgdClient.describe(location).services()) {
                    Optional<IpAddress> external = externalAddress(service);
                    if (external.isPresent()) {
                        Found now = new Found(gateway, service, 0);
                        found = now;
                        return add(now, external.get(), request);
                    }
                    why = "the router has no external address";
                }
            } catch (IOException e) {
                why = String.valueOf(e.getMessage());
            }
        }
        return new Answer.None(why);
    }

    private static Optional<IpAddress> externalAddress(Service service) throws IOException, InterruptedException {
        SoapReply reply = IgdClient.act(service.control(), SoapRequest.externalAddress(service.type()));
        return reply instanceof SoapReply.Done done ? done.externalAddress() : Optional.empty();
    }

    /** Routers differ in which ports, leases and actions they take: what one refuses is asked for differently. */
    private Answer add(Found at, IpAddress external, Request request) throws IOException, InterruptedException {
        IpAddress client = at.gateway().local();
        ServiceType type = at.service().type();
        int port = request.externalPort();
        long lease = request.leaseSeconds();
        // Asked again by AddAnyPortMapping, some would grant a second port beside the first.
        boolean renewing = port == at.grantedPort();
        boolean choosing = type.choosesPort();
        for (int i = 0; i < Limits.UPNP_TRIES; i++) {
            boolean any = choosing && !renewing;
            SoapRequest action = any
                    ? SoapRequest.addAny(type, port, client, request.internalPort(), lease)
                    : SoapRequest.add(type, port, client, request.internalPort(), lease);
            switch (IgdClient.act(at.service().control(), action)) {
                case SoapReply.Done done -> {
                    int granted = any ? done.reservedPort().orElse(port) : port;
                    found = new Found(at.gateway(), at.service(), granted);
                    return new Answer.Granted(
                            new Endpoint(external, granted), Duration.ofSeconds(request.leaseSeconds()), false);
                }
                case SoapReply.Fault fault -> {
                    if (fault.code() == SoapReply.ONLY_PERMANENT && lease > 0) {
                        lease = 0;
                    } else if (fault.code() == SoapReply.SAME_PORT_REQUIRED && port != request.internalPort()) {
                        port = request.internalPort();
                    } else if (fault.code() == SoapReply.CONFLICT && renewing) {
                        renewing = false;
                        found = new Found(at.gateway(), at.service(), 0);
                    } else if (fault.code() == SoapReply.CONFLICT) {
                        port = random.nextInt(FIRST_FREE_PORT, PORTS);
                    } else if (any) {
                        choosing = false; // some routers offer the action, and refuse it to all
                    } else {
                        return new Answer.None("refused: " + fault.code() + " " + fault.words());
                    }
                }
                case SoapReply.Nonsense ignored -> {
                    return new Answer.None("the router's answer makes no sense");
                }
            }
        }
        return new Answer.None("refused: no external port is free");
    }

    @Override
    public void unmap(Gateway gateway, Request request) throws InterruptedException {
        Found known = found;
        // A port that was not granted is somebody else's.
        if (known == null || !known.gateway().equals(gateway) || known.grantedPort() == 0) {
            return;
        }
        try {
            SoapRequest deletion = SoapRequest.delete(known.service().type(), known.grantedPort());
            IgdClient.act(known.service().control(), deletion);
        } catch (IOException e) {
            // The router went away, and the mapping with it, or after its lease.
        }
    }
}
