package dev.culvert.system.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.session.Macs;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.system.sim.SimNetwork;
import dev.culvert.system.sim.SimPort;
import dev.culvert.system.sim.SimSupernode;
import java.time.Duration;

/** What a stranger can send to a supernode: nothing throws, leaves state, or is answered with more than was sent. */
class SupernodeFuzzTest {
    /** A STUN answer holds the source, the request need not; RFC 8489 has no remedy. */
    private static final int MORE_OF_STUN = 64;

    private static final SimNetwork NETWORK = new SimNetwork(1);
    private static final SimSupernode SUPERNODE = new SimSupernode(NETWORK, "198.51.100.1");
    private static final byte[] MAC1_KEY = Macs.mac1Key(SUPERNODE.publicKey());
    private static final byte[] HELLO = CulvertLayout.hello(new byte[CulvertLayout.HELLO_NONCE_BYTES]);
    private static final byte[] KEEP = CulvertLayout.keep(1, 2);
    private static final byte[] INITIATION = MessageLayout.initiation(0, 1, new byte[108]);
    private static final byte[] RELAY = new byte[64];
    private static final byte[] DATA = new byte[48];
    private static final byte[] BINDING = new byte[20];

    static {
        CulvertLayout.writeRelayHeader(RELAY, 0, 4, 7);
        MessageLayout.writeDataHeader(RELAY, CulvertLayout.RELAY_HEADER_BYTES, 0, 1, 0);
        MessageLayout.writeDataHeader(DATA, 0, 0, 1, 0);
        BINDING[1] = 1;
        MessageLayout.writeInt(BINDING, 4, MessageLayout.RESERVED_INDEX);
    }

    private static int answered;

    @FuzzTest
    void anyDatagrams(byte[] input) {
        Recipe recipe = new Recipe(input);
        Endpoint source = new Endpoint(IpAddress.ofIpv4(0xCB007100 | recipe.flags()), 4_500);
        SimPort stranger = new SimPort(NETWORK, source, (from, datagram) -> answered += datagram.length);
        for (Recipe.Part part : recipe.parts(HELLO, KEEP, INITIATION, RELAY, DATA, BINDING)) {
            byte[] datagram = datagram(part);
            answered = 0;
            stranger.send(SUPERNODE.endpoint(), null, datagram, 0, datagram.length, SimPort.ONE_DATAGRAM, 0);
            NETWORK.run(Duration.ofMillis(1));
            boolean stun = MessageKind.of(datagram, 0, datagram.length) == MessageKind.STUN;
            assertThat(answered).isLessThanOrEqualTo(datagram.length + (stun ? MORE_OF_STUN : 0));
        }
        stranger.close();
        assertThat(SUPERNODE.present()).isZero();
        assertThat(SUPERNODE.count(CounterId.SESSIONS_MADE)).isZero();
    }

    private static byte[] datagram(Recipe.Part part) {
        byte[] bytes = part.bytes();
        if (part.sealAgain() && MessageKind.of(bytes, 0, bytes.length) == MessageKind.INITIATION) {
            Macs.writeMac1(MAC1_KEY, bytes);
        }
        return bytes;
    }
}
