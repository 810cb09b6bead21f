package dev.culvert.common.cli;

import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * Carriers for virtual threads that block in native reads. A virtual thread in a native call holds its carrier and the
 * scheduler makes up for none: with as many blocked readers as carriers, no other virtual thread ever runs.
 */
public final class CarrierThreads {
    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    private CarrierThreads() {}

    /**
     * Makes one carrier a processor and one a blocking reader. To be called as the first thing in {@code main}: the
     * scheduler reads the property once, when the first virtual thread is made. A greater number set by the user stays.
     *
     * @param blockingReaders how many virtual threads will sit in native reads
     */
    public static void reserve(int blockingReaders) {
        int wanted = Math.max(needed(blockingReaders), Integer.getInteger(PARALLELISM, 0));
        System.setProperty(PARALLELISM, Integer.toString(wanted));
    }

    /**
     * Checks that the reservation took effect. Makes the scheduler if there is none yet.
     *
     * @throws ExitException if a virtual thread existed before, or the scheduler has fewer carriers
     */
    public static void verify(int blockingReaders) throws ExitException {
        VirtualThreadSchedulerMXBean scheduler =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        int carriers = scheduler.getParallelism();
        // What was reserved: the processors may have become more since, and one carrier beside the readers is enough.
        int needed = Integer.getInteger(PARALLELISM, needed(blockingReaders));
        if (carriers < needed) {
            throw new ExitException(
                    ExitCode.SOFTWARE,
                    "virtual threads have " + carriers + " carriers and need " + needed + ": start with -D"
                            + PARALLELISM + "=" + needed);
        }
    }

    private static int needed(int blockingReaders) {
        return Runtime.getRuntime().availableProcessors() + blockingReaders;
    }
}
