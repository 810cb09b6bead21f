package dev.culvert.edge.portmap.wire;

import dev.culvert.common.ip.IpAddress;
import java.util.Optional;

/** What a router answers to a {@link SoapRequest}. Immutable. */
public sealed interface SoapReply {
    /** The mapping is another host's (WANIPConnection:1 section 2.4.16). */
    int CONFLICT = 718;
    /** The external port must be the internal one. */
    int SAME_PORT_REQUIRED = 724;
    /** Mappings stay until they are deleted. */
    int ONLY_PERMANENT = 725;

    /** Done; the element has what the action returns. */
    record Done(XmlElement values) implements SoapReply {

        /** What GetExternalIPAddress returns, unless it is no address or 0.0.0.0: then the router has no connection. */
        public Optional<IpAddress> externalAddress() {
            try {
                return values.textOf("NewExternalIPAddress")
                        .map(IpAddress::parse)
                        .filter(address -> address.isIpv4() && !address.isUnspecified());
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        /** What AddAnyPortMapping returns, if it is a port. */
        public Optional<Integer> reservedPort() {
            return values.textOf("NewReservedPort")
                    .filter(text -> text.matches("\\d{1,5}"))
                    .map(Integer::valueOf)
                    .filter(port -> port > 0 && port <= 65_535);
        }
    }

    /**
     * Not done.
     *
     * @param code UPnP's, 401 to 899, or 0 where there is none
     * @param words the router's own, made fit for a log
     */
    record Fault(int code, String words) implements SoapReply {}

    /** Neither. */
    record Nonsense() implements SoapReply {}

    /** Reads an answer's document: an envelope, a body, and in it a response or a fault. */
    static SoapReply of(XmlElement root) {
        if (!root.name().equals("Envelope")) {
            return new Nonsense();
        }
        Optional<XmlElement> content = root.children().stream()
                .filter(element -> element.name().equals("Body"))
                .flatMap(body -> body.children().stream())
                .findFirst();
        if (content.isEmpty()) {
            return new Nonsense();
        }
        XmlElement found = content.get();
        if (found.name().equals("Fault")) {
            return fault(found);
        }
        return found.name().endsWith("Response") ? new Done(found) : new Nonsense();
    }

    private static Fault fault(XmlElement element) {
        Optional<XmlElement> error =
                element.all().filter(below -> below.name().equals("UPnPError")).findFirst();
        int code = error.flatMap(found -> found.textOf("errorCode"))
                .filter(text -> text.matches("\\d{3}"))
                .map(Integer::valueOf)
                .orElse(0);
        String words = error.flatMap(found -> found.textOf("errorDescription")).orElse("");
        return new Fault(code, fitForLog(words));
    }

    private static String fitForLog(String text) {
        String printable = text.replaceAll("[^ -~]", "?");
        return printable.substring(0, Math.min(printable.length(), 80));
    }
}
