package dev.culvert.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.pb.Prefix;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlMessagesTest {
    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/24", "0.0.0.0/0", "255.255.255.255/32", "fd00::1/64", "::/0", "fd00::1/128"})
    void prefixesReturn(String text) {
        IpPrefix prefix = IpPrefix.parse(text);

        assertThat(ControlMessages.prefix(ControlMessages.prefix(prefix))).contains(prefix);
    }

    @Test
    void endpointsReturn_withoutTheirScope() {
        Endpoint v4 = new Endpoint(IpAddress.parse("192.0.2.1"), 65_535);
        Endpoint v6 = new Endpoint(IpAddress.parse("fe80::1"), 1, 3);

        assertThat(ControlMessages.endpoint(ControlMessages.endpoint(v4))).contains(v4);
        assertThat(ControlMessages.endpoint(ControlMessages.endpoint(v6)))
                .contains(new Endpoint(IpAddress.parse("fe80::1"), 1));
        assertThat(ControlMessages.bytes(IpAddress.parse("192.0.2.1")).toByteArray())
                .containsExactly(192, 0, 2, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0a0000", "0a00000100", "00000000000000000000ffff0a000001"})
    void otherLengthsAndMappedAddressesAreNothing(String hex) {
        ByteString bytes = ByteString.copyFrom(HexFormat.of().parseHex(hex));

        assertThat(ControlMessages.address(bytes)).isEmpty();
        assertThat(ControlMessages.prefix(
                        Prefix.newBuilder().setAddress(bytes).setLength(8).build()))
                .isEmpty();
        assertThat(ControlMessages.key(bytes)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536, Integer.MIN_VALUE})
    void portsOutOfRangeAreNothing(int port) {
        ByteString address = ControlMessages.bytes(IpAddress.parse("192.0.2.1"));

        assertThat(ControlMessages.endpoint(dev.culvert.common.control.pb.Endpoint.newBuilder()
                        .setAddress(address)
                        .setPort(port)
                        .build()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 128, -1, Integer.MIN_VALUE})
    void prefixLengthsOutOfRangeAreNothing(int length) {
        ByteString address = ControlMessages.bytes(IpAddress.parse("10.0.0.1"));

        assertThat(ControlMessages.prefix(Prefix.newBuilder()
                        .setAddress(address)
                        .setLength(length)
                        .build()))
                .isEmpty();
    }
}
