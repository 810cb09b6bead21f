package dev.culvert.edge.portmap.wire;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.portmap.wire.IgdDescription.ServiceType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An action of a router's service, as it is asked for (WANIPConnection:1 sections 2.4.16 to 2.4.18, WANIPConnection:2
 * section 2.5; the form: UPnP Device Architecture 1.1, section 3.2.1). Immutable.
 *
 * @param action the value of the header SOAPAction
 * @param body of the request by POST
 */
public record SoapRequest(String action, String body) {
    private static final String DESCRIPTION = "Culvert";

    /** GetExternalIPAddress. */
    public static SoapRequest externalAddress(ServiceType type) {
        return of(type, "GetExternalIPAddress", new LinkedHashMap<>());
    }

    /**
     * AddPortMapping: this external port and no other.
     *
     * @param client who gets what arrives: the address of this host
     * @param leaseSeconds 0 for a mapping that stays until it is deleted
     */
    public static SoapRequest add(
            ServiceType type, int externalPort, IpAddress client, int internalPort, long leaseSeconds) {
        return of(type, "AddPortMapping", arguments(externalPort, client, internalPort, leaseSeconds));
    }

    /** AddAnyPortMapping: this external port, or one that the router chooses and names. */
    public static SoapRequest addAny(
            ServiceType type, int externalPort, IpAddress client, int internalPort, long leaseSeconds) {
        return of(type, "AddAnyPortMapping", arguments(externalPort, client, internalPort, leaseSeconds));
    }

    /** DeletePortMapping. */
    public static SoapRequest delete(ServiceType type, int externalPort) {
        return of(type, "DeletePortMapping", mapping(externalPort));
    }

    private static Map<String, String> arguments(
            int externalPort, IpAddress client, int internalPort, long leaseSeconds) {
        Map<String, String> arguments = mapping(externalPort);
        arguments.put("NewInternalPort", Integer.toString(internalPort));
        arguments.put("NewInternalClient", client.toString());
        arguments.put("NewEnabled", "1");
        arguments.put("NewPortMappingDescription", DESCRIPTION);
        arguments.put("NewLeaseDuration", Long.toString(leaseSeconds));
        return arguments;
    }

    /** What names a mapping. Routers want all arguments, and in this order. */
    private static Map<String, String> mapping(int externalPort) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("NewRemoteHost", "");
        arguments.put("NewExternalPort", Integer.toString(externalPort));
        arguments.put("NewProtocol", "UDP");
        return arguments;
    }

    /** Nothing in it needs escaping: names, numbers, addresses. */
    private static SoapRequest of(ServiceType type, String action, Map<String, String> arguments) {
        StringBuilder body = new StringBuilder("<?xml version=\"1.0\"?>\n"
                + "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
                + " s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:" + action
                + " xmlns:u=\"" + type + "\">");
        arguments.forEach((name, value) -> body.append('<')
                .append(name)
                .append('>')
                .append(value)
                .append("</")
                .append(name)
                .append('>'));
        body.append("</u:").append(action).append("></s:Body></s:Envelope>\n");
        return new SoapRequest('"' + type.toString() + '#' + action + '"', body.toString());
    }
}
