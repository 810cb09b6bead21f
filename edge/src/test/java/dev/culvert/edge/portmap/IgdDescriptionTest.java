package dev.culvert.edge.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.edge.portmap.wire.IgdDescription;
import dev.culvert.edge.portmap.wire.IgdDescription.Service;
import dev.culvert.edge.portmap.wire.IgdDescription.ServiceType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which services of a router's description are used. */
class IgdDescriptionTest {
    private static final URI LOCATION = URI.create("http://192.168.1.1:5000/a/rootDesc.xml");
    private static final String IP_1 = "WANIPConnection:1";

    private static List<Service> services(String inRoot) {
        byte[] document = ("<root xmlns=\"urn:schemas-upnp-org:device-1-0\">" + inRoot + "</root>")
                .getBytes(StandardCharsets.UTF_8);
        return IgdDescription.of(XmlReader.read(document).orElseThrow(), LOCATION)
                .services();
    }

    private static String device(String... services) {
        return "<device><deviceList><device><deviceList><device><serviceList>" + String.join("", services)
                + "</serviceList></device></deviceList></device></deviceList></device>";
    }

    private static String service(String type, String control) {
        return "<service><serviceType>urn:schemas-upnp-org:service:" + type
                + "</serviceType><SCPDURL>/x</SCPDURL><controlURL>" + control + "</controlURL></service>";
    }

    @Test
    void theMostCapableComesFirst() {
        assertThat(services(device(
                        service("Layer3Forwarding:1", "/ctl/L3F"),
                        service("WANPPPConnection:1", "/ctl/PPP"),
                        service(IP_1, "/ctl/IP1"),
                        service("WANIPConnection:2", "ctl/IP2?x"))))
                .containsExactly(
                        new Service(ServiceType.WAN_IP_2, URI.create("http://192.168.1.1:5000/a/ctl/IP2?x")),
                        new Service(ServiceType.WAN_IP_1, URI.create("http://192.168.1.1:5000/ctl/IP1")),
                        new Service(ServiceType.WAN_PPP_1, URI.create("http://192.168.1.1:5000/ctl/PPP")));
    }

    @Test
    void aBaseOfItsOwn() {
        assertThat(services("<URLBase>http://192.168.1.1:80/b/</URLBase>" + device(service(IP_1, "ctl"))))
                .extracting(Service::control)
                .containsExactly(URI.create("http://192.168.1.1:80/b/ctl"));
        assertThat(services("<URLBase>http://203.0.113.9/b/</URLBase>" + device(service(IP_1, "/ctl"))))
                .as("at another host it is passed over")
                .extracting(Service::control)
                .containsExactly(URI.create("http://192.168.1.1:5000/ctl"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.168.1.9:5000/ctl",
                "https://192.168.1.1/ctl",
                "//192.168.1.9/ctl",
                "file:///etc/passwd",
                "http://user@192.168.1.1/ctl",
                "http://[/",
                "a b",
                "",
            })
    void aServiceElsewhereIsLeftOut(String control) {
        assertThat(services(device(service(IP_1, control)))).isEmpty();
    }

    @Test
    void descriptionsWithoutASuitableService() {
        assertThat(services("")).isEmpty();
        assertThat(services(device("<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1"
                        + "</serviceType></service>")))
                .isEmpty();
        assertThat(services(device("<service><controlURL>/ctl</controlURL></service>")))
                .isEmpty();
        assertThat(services(device(service(IP_1, "/ctl").repeat(50))))
                .as("no more than are useful")
                .hasSize(8);
    }
}
