package dev.culvert.supernode.relay;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import org.jspecify.annotations.Nullable;

/**
 * Hands relayed datagrams to the kernel, each of which was judged alone: those of one pair and direction that lie behind each
 * other leave together. Belongs to the worker.
 */
final class Forwarder {
    private final Counters<CounterId> counters;

    // What is held: datagrams of one size in one array, the last of which may be shorter.
    private @Nullable RelayPair pair;
    private Binding.@Nullable Bound receiver;
    private byte[] bytes = {};
    private int start;
    private int end;
    private int size;
    private int count;
    private long nowNs;

    Forwarder(Counters<CounterId> counters) {
        this.counters = counters;
    }

    /** Takes a datagram that is to go as it is; what it cannot leave with is sent first. */
    @SuppressWarnings("ReferenceEquality") // the very objects: a receiver that moves gets another one
    void add(RelayPair between, Binding.Bound to, byte[] from, int at, int length, long now) {
        boolean joins = between == pair
                && to == receiver
                && from == bytes
                && at == end
                && length <= size
                && end - start == count * size // none of them is shorter
                && count < UdpPort.MOST_DATAGRAMS
                && at + length - start <= UdpPort.MOST_TOGETHER;
        if (!joins) {
            send();
            pair = between;
            receiver = to;
            bytes = from;
            start = at;
            size = length;
            nowNs = now;
        }
        end = at + length;
        count++;
    }

    /** Sends what is held: before the array is filled anew. It is not held any more, even if this fails. */
    void send() {
        RelayPair between = pair;
        Binding.Bound to = receiver;
        int datagrams = count;
        pair = null;
        receiver = null;
        count = 0;
        if (between == null || to == null) {
            return;
        }
        Path path = to.path();
        SendResult together = SendResult.NOT_DIVIDED;
        if (datagrams > 1) {
            together = path.sendDatagrams(bytes, start, end - start, size);
            if (together == SendResult.NOT_DIVIDED) {
                counters.add(CounterId.SENDS_NOT_DIVIDED);
            }
        }
        for (int at = start; at < end; at += size) {
            int length = Math.min(size, end - at);
            SendResult result = together == SendResult.NOT_DIVIDED ? path.send(bytes, at, length) : together;
            if (result.countLoss(counters)) {
                between.forwarded(length, nowNs);
            }
        }
    }
}
