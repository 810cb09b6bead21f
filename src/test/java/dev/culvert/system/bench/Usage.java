package dev.culvert.system.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has used. Immutable. What the kernel does for it outside its own system calls (softirqs) is charged to whoever
 * runs at that moment, or to nobody.
 *
 * @param cpuSeconds of all its threads, those that have ended included, in the kernel too
 * @param residentBytes of memory that it occupies now
 */
record Usage(double cpuSeconds, long residentBytes) {
    /** Of utime and stime: proc_pid_stat(5). It is 100 on every Linux of today. */
    private static final double TICKS_PER_SECOND = 100;

    /** Behind the name, which may contain anything: the 14th and 15th field of all. */
    private static final int UTIME = 11;

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

    /** Reads it. Fails, naming the process, if that has ended. */
    static Usage of(long pid) {
        try {
            Path process = Path.of("/proc", Long.toString(pid));
            return parse(Files.readString(process.resolve("stat")), Files.readString(process.resolve("status")));
        } catch (IOException e) {
            throw new AssertionError("process " + pid + " has ended", e);
        }
    }

    static Usage parse(String stat, String status) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
        Matcher resident = RESIDENT.matcher(status);
        return new Usage(ticks / TICKS_PER_SECOND, resident.find() ? 1024 * Long.parseLong(resident.group(1)) : 0);
    }
}
