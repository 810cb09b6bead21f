package dev.culvert.edge.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.portmap.wire.IgdDescription.ServiceType;
import dev.culvert.edge.portmap.wire.SoapReply;
import dev.culvert.edge.portmap.wire.SoapRequest;
import dev.culvert.edge.portmap.wire.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What routers are asked by SOAP, and what they answer. */
class SoapTest {
    private static SoapReply reply(String inEnvelope) {
        byte[] document = ("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">" + inEnvelope
                        + "</s:Envelope>")
                .getBytes(StandardCharsets.UTF_8);
        return SoapReply.of(XmlReader.read(document).orElseThrow());
    }

    private static String fault(String code, String words) {
        return "<s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>"
                + "<UPnPError xmlns=\"urn:schemas-upnp-org:control-1-0\"><errorCode>" + code
                + "</errorCode><errorDescription>" + words
                + "</errorDescription></UPnPError></detail></s:Fault></s:Body>";
    }

    private static SoapReply.Done done(String name, String value) {
        return (SoapReply.Done)
                reply("<s:Body><u:XResponse><" + name + ">" + value + "</" + name + "></u:XResponse></s:Body>");
    }

    @Test
    void aRequest() {
        SoapRequest request = SoapRequest.addAny(ServiceType.WAN_IP_2, 7778, IpAddress.parse("192.168.1.2"), 7777, 600);
        assertThat(request.action()).isEqualTo("\"urn:schemas-upnp-org:service:WANIPConnection:2#AddAnyPortMapping\"");
        XmlElement body = XmlReader.read(request.body().getBytes(StandardCharsets.UTF_8))
                .orElseThrow()
                .children()
                .getFirst();
        XmlElement action = body.children().getFirst();
        assertThat(action.name()).isEqualTo("AddAnyPortMapping");
        assertThat(action.children().stream().map(argument -> argument.name() + "=" + argument.text()))
                .containsExactly(
                        "NewRemoteHost=",
                        "NewExternalPort=7778",
                        "NewProtocol=UDP",
                        "NewInternalPort=7777",
                        "NewInternalClient=192.168.1.2",
                        "NewEnabled=1",
                        "NewPortMappingDescription=Culvert",
                        "NewLeaseDuration=600");
        assertThat(SoapRequest.delete(ServiceType.WAN_PPP_1, 7778).body())
                .contains("<u:DeletePortMapping xmlns:u=\"urn:schemas-upnp-org:service:WANPPPConnection:1\">"
                        + "<NewRemoteHost></NewRemoteHost><NewExternalPort>7778</NewExternalPort>"
                        + "<NewProtocol>UDP</NewProtocol></u:DeletePortMapping>");
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.1,true", "192.168.7.1,true", "0.0.0.0,false", "'',false", "2001:db8::1,false", "x,false"})
    void anExternalAddress(String text, boolean usable) {
        assertThat(done("NewExternalIPAddress", text).externalAddress().map(IpAddress::toString))
                .isEqualTo(usable ? Optional.of(text) : Optional.empty());
        assertThat(done("NewOther", text).externalAddress()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"7777,7777", "65535,65535", "0,-1", "65536,-1", "-1,-1", "x,-1", "'',-1", "99999999999,-1"})
    void aReservedPort(String text, int port) {
        assertThat(done("NewReservedPort", text).reservedPort().orElse(-1)).isEqualTo(port);
    }

    @Test
    void faults() {
        assertThat(reply(fault("718", "ConflictInMappingEntry")))
                .isEqualTo(new SoapReply.Fault(SoapReply.CONFLICT, "ConflictInMappingEntry"));
        assertThat(reply(fault("7x8", "a\nb\u202ec" + "d".repeat(200))))
                .as("fit for a log")
                .isEqualTo(new SoapReply.Fault(0, "a?b?c" + "d".repeat(75)));
        assertThat(reply("<s:Body><s:Fault/></s:Body>")).isEqualTo(new SoapReply.Fault(0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<s:Body/>", "<s:Header/>", "<s:Body><html/></s:Body>"})
    void nonsense(String inEnvelope) {
        assertThat(reply(inEnvelope)).isEqualTo(new SoapReply.Nonsense());
        assertThat(SoapReply.of(new XmlElement("html", "", List.of()))).isEqualTo(new SoapReply.Nonsense());
    }
}
