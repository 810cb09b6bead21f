package dev.culvert.edge.portmap.wire;

import dev.culvert.common.ip.AddressScope;
import dev.culvert.common.ip.IpAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A device's answer to a search by SSDP (UPnP Device Architecture 1.1, section 1.3): HTTP's form in a datagram.
 * Immutable; any thread.
 *
 * @param target what was searched for, and the device is
 * @param location where its description is, as it says
 */
public record SsdpMessage(String target, URI location) {
    /** Where devices listen. */
    public static final int PORT = 1900;
    /** Larger answers are not looked at: real ones have some 400 bytes. */
    public static final int MAX_BYTES = 2_048;
    /** The group that devices belong to. */
    public static final IpAddress GROUP = IpAddress.parse("239.255.255.250");
    /** Routers that hosts may ask for port mappings. One of version 2 answers to a search for version 1 too, or should. */
    public static final List<String> ROUTERS = List.of(
            "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
            "urn:schemas-upnp-org:device:InternetGatewayDevice:2");

    /** Of routers before this host. */
    private static final Set<AddressScope> NEAR =
            EnumSet.of(AddressScope.PRIVATE, AddressScope.SHARED, AddressScope.LINK);

    private static final String OK = "HTTP/1.";
    private static final int MOST_LINES = 50;

    /**
     * A search for devices of one type.
     *
     * @param host who is asked: the group, whose members may take a second to answer, or one device
     */
    public static byte[] search(String target, IpAddress host) {
        String patience = host.equals(GROUP) ? "MX: 1\r\n" : "";
        return ("M-SEARCH * HTTP/1.1\r\nHOST: " + host + ":" + PORT + "\r\nMAN: \"ssdp:discover\"\r\n" + patience
                        + "ST: " + target + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a datagram; nothing if it is no answer to a search for {@link #ROUTERS} with a location. Total: any bytes
     * give an answer.
     */
    public static Optional<SsdpMessage> parse(byte[] bytes, int length) {
        if (length > MAX_BYTES) {
            return Optional.empty();
        }
        String[] lines = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).split("\r?\n", MOST_LINES);
        String[] status = lines[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith(OK) || !status[1].equals("200")) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        String target = headers.getOrDefault("st", "");
        return ROUTERS.contains(target)
                ? uri(headers.getOrDefault("location", "")).map(location -> new SsdpMessage(target, location))
                : Optional.empty();
    }

    /**
     * Where the description is, if whoever sent this may be believed: plain HTTP, at the very address that it was sent
     * from, and that a private one, so that nobody makes this host ask somebody else for something.
     */
    public Optional<URI> locationAt(IpAddress source) {
        boolean own = NEAR.contains(AddressScope.of(source))
                && "http".equalsIgnoreCase(location.getScheme())
                && source.toString().equals(location.getHost())
                && location.getUserInfo() == null;
        return own ? Optional.of(location) : Optional.empty();
    }

    private static Optional<URI> uri(String text) {
        try {
            URI uri = URI.create(text);
            return uri.isAbsolute() ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
