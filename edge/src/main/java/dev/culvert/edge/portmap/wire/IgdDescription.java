package dev.culvert.edge.portmap.wire;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The services of a router that map ports, from its description (UPnP Device Architecture 1.1, section 2.3). Immutable.
 *
 * @param services the most capable type first
 */
public record IgdDescription(List<Service> services) {
    private static final int MOST_SERVICES = 8;

    /** Types of services that map ports, the most capable first. */
    public enum ServiceType {
        /** Of InternetGatewayDevice 2. */
        WAN_IP_2("urn:schemas-upnp-org:service:WANIPConnection:2"),
        /** Of InternetGatewayDevice 1. */
        WAN_IP_1("urn:schemas-upnp-org:service:WANIPConnection:1"),
        /** The same for routers that dial. */
        WAN_PPP_1("urn:schemas-upnp-org:service:WANPPPConnection:1");

        private final String urn;

        ServiceType(String urn) {
            this.urn = urn;
        }

        /** Whether it chooses another external port by itself where the wanted one is taken (AddAnyPortMapping). */
        public boolean choosesPort() {
            return this == WAN_IP_2;
        }

        /** The name that UPnP has for it. */
        @Override
        public String toString() {
            return urn;
        }

        private static Optional<ServiceType> find(String urn) {
            return Stream.of(values()).filter(type -> type.urn.equals(urn)).findFirst();
        }
    }

    /**
     * One of them.
     *
     * @param control where its actions are asked for
     */
    public record Service(ServiceType type, URI control) {}

    /** Copies the list. */
    public IgdDescription {
        services = List.copyOf(services);
    }

    /**
     * The services in a description that came from {@code location}. Those of other hosts, or by anything but plain HTTP,
     * are left out.
     */
    public static IgdDescription of(XmlElement root, URI location) {
        URI base = root.textOf("URLBase")
                .flatMap(text -> resolve(location, text))
                .filter(uri -> isAt(location, uri))
                .orElse(location);
        return new IgdDescription(root.all()
                .filter(element -> element.name().equals("service"))
                .flatMap(element -> service(element, base).stream())
                .filter(service -> isAt(location, service.control()))
                .sorted(Comparator.comparing(Service::type))
                .limit(MOST_SERVICES)
                .toList());
    }

    private static Optional<Service> service(XmlElement element, URI base) {
        return element.textOf("serviceType")
                .flatMap(ServiceType::find)
                .flatMap(type -> element.textOf("controlURL")
                        .flatMap(text -> resolve(base, text))
                        .map(control -> new Service(type, control)));
    }

    private static Optional<URI> resolve(URI base, String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(base.resolve(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isAt(URI location, URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme())
                && uri.getUserInfo() == null
                && uri.getHost() != null
                && uri.getHost().equals(location.getHost());
    }
}
