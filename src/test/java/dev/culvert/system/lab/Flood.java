package dev.culvert.system.lab;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.session.Macs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A sender of handshake initiations that pass the first check (mac1) and are garbage behind it: each costs the victim
 * a Diffie-Hellman until it demands a cookie. Runs on a thread of its own until closed.
 */
public final class Flood implements AutoCloseable {
    private static final int INITIATION_BYTES = 148;
    private static final int MESSAGES = 64;
    private static final int BURST = 64;
    private static final long BURST_GAP_NS = 4_000_000; // 16,000 a second

    private final DatagramChannel channel;
    private final List<ByteBuffer> messages;
    private final Thread thread;
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean closed;

    private Flood(DatagramChannel channel, List<ByteBuffer> messages) {
        this.channel = channel;
        this.messages = messages;
        thread = Thread.ofPlatform().daemon().name("flood").unstarted(this::run);
    }

    /** Floods, from a host, the WireGuard endpoint of the given public key (base64). */
    public static Flood start(Host from, String publicKey, String address, int port) {
        DatagramChannel channel = from.call(DatagramChannel::open);
        Flood flood = from.lab().own(new Flood(channel, messages(publicKey)));
        from.call(() -> channel.connect(new InetSocketAddress(InetAddress.getByName(address), port)));
        flood.thread.start();
        return flood;
    }

    private static List<ByteBuffer> messages(String publicKey) {
        byte[] mac1Key = Macs.mac1Key(PublicKey.parse(publicKey));
        Random random = new Random(1);
        List<ByteBuffer> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            byte[] message = new byte[INITIATION_BYTES];
            random.nextBytes(message);
            message[0] = 1;
            message[1] = 0;
            message[2] = 0;
            message[3] = 0;
            Macs.writeMac1(mac1Key, message);
            messages.add(
                    ByteBuffer.allocateDirect(INITIATION_BYTES).put(message).flip());
        }
        return messages;
    }

    /** How many it has sent. */
    public long sent() {
        return sent.get();
    }

    private void run() {
        long nextNs = System.nanoTime();
        while (!closed) {
            for (int i = 0; i < BURST; i++) {
                send(messages.get(i % MESSAGES).duplicate());
            }
            nextNs += BURST_GAP_NS;
            LockSupport.parkNanos(nextNs - System.nanoTime());
        }
    }

    private void send(ByteBuffer message) {
        try {
            channel.write(message);
            sent.incrementAndGet();
        } catch (IOException e) {
            // The victim's port may be closed for a moment (ECONNREFUSED): a flood does not mind.
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channel.close();
    }
}
