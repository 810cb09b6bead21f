package dev.culvert.tun;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Blocks all readers of a device and counts which of 200 other virtual threads run. The program of a child JVM. */
final class BlockedReadersProbe {
    static final int READERS = 2;
    private static final int TICKS = 200;

    private BlockedReadersProbe() {}

    public static void main(String[] args) throws Exception {
        FreshNamespace.enter();
        TunDevice device = TunDevice.open(new TunConfig("cvt-t0", 1400, READERS, false, List.of(), List.of()));
        for (int i = 0; i < READERS; i++) {
            TunQueue queue = device.queue(i);
            PacketPort port = new PacketPort(queue);
            Thread.startVirtualThread(() -> {
                for (long result = 0; result >= 0; ) {
                    result = port.result();
                }
            });
            Await.until("reader in read", () -> queue.reading().inside() > 0);
        }
        CountDownLatch ticks = new CountDownLatch(TICKS);
        for (int i = 0; i < TICKS; i++) {
            Thread.startVirtualThread(ticks::countDown);
        }
        String blocked = ran(ticks);
        device.close();
        System.out.println(blocked + " while blocked, " + ran(ticks) + " after close");
    }

    private static String ran(CountDownLatch ticks) throws InterruptedException {
        return ticks.await(2, TimeUnit.SECONDS) ? TICKS + " of " + TICKS : TICKS - ticks.getCount() + " of " + TICKS;
    }
}
