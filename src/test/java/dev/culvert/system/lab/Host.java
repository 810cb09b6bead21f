package dev.culvert.system.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** A host of a {@link Lab}: one network namespace. Any thread. */
public final class Host {
    private final Lab lab;
    private final String name;
    private final String namespace;
    private final List<String> interfaces = new ArrayList<>();
    private int spawned;

    Host(Lab lab, String name, String namespace) {
        this.lab = lab;
        this.name = name;
        this.namespace = namespace;
    }

    /** The short name given to {@link Lab#host}. */
    public String name() {
        return name;
    }

    /** The lab that it belongs to. */
    public Lab lab() {
        return lab;
    }

    /** The name that {@code ip netns} knows it by. */
    public String namespace() {
        return namespace;
    }

    /** Runs a command here to its end; a non-zero exit code or more than 60 s fail. */
    public Outcome exec(String... command) {
        return Shell.exec(here(List.of(command)));
    }

    /** Runs a command here to its end and returns its outcome, whatever the exit code; more than the timeout fails. */
    public Outcome attempt(Duration timeout, List<String> command) {
        return Shell.attempt(timeout, here(command));
    }

    /** Runs {@code ip} here, its arguments in one line: {@code ip("route add default via 192.0.2.254")}. */
    public void ip(String arguments) {
        Shell.exec(("ip -n " + namespace + " " + arguments).split(" "));
    }

    /** Starts a command here and returns at once; the lab kills it at the end if it still runs then. */
    public Spawned spawn(String... command) {
        return spawn(new ProcessBuilder(command));
    }

    /** Starts a command with its environment as {@link #spawn(String...)} does. Its output is redirected here. */
    public synchronized Spawned spawn(ProcessBuilder command) {
        String program = Path.of(command.command().getFirst()).getFileName().toString();
        Path output = lab.directory("output").resolve(name + "-" + ++spawned + "-" + program);
        return lab.own(Spawned.start(command.command(here(command.command())), output));
    }

    /** Runs code of this JVM here: the sockets that it opens belong to this host, whoever uses them afterwards. */
    public <T> T call(Callable<T> task) {
        return InNamespace.call(namespace, task);
    }

    /** Adds an address with its prefix length to an interface; an IPv6 one is usable at once (no duplicate detection). */
    public void address(String device, String prefix) {
        ip("addr add " + prefix + " dev " + device + (prefix.contains(":") ? " nodad" : ""));
    }

    /** Makes it a router of both families. */
    public void forward() {
        sysctl("net.ipv4.ip_forward", "1");
        sysctl("net.ipv6.conf.all.forwarding", "1");
    }

    /** Makes it a router that hides what is behind it: what leaves by the interface carries the interface's address. */
    public void masquerade(String device) {
        forward();
        exec(
                "nft",
                String.format(
                        Locale.ROOT,
                        "add table inet nat; add chain inet nat post { type nat hook postrouting priority 100; };"
                                + " add rule inet nat post oifname %s masquerade",
                        device));
    }

    /** Sets a kernel parameter of this namespace. */
    public void sysctl(String key, String value) {
        exec("sh", "-c", "echo " + value + " > /proc/sys/" + key.replace('.', '/'));
    }

    /**
     * Sends so many echo requests, 100 ms apart, and waits up to 2 s for a first reply. Once one has come, ping waits for the
     * last only twice the longest round trip or one interval: a shorter one takes a busy machine's pause for a loss.
     */
    public PingReport ping(String address, int count) {
        return ping(address, count, Duration.ofMillis(100), Duration.ofSeconds(2));
    }

    /** Sends echo requests at the interval and waits up to {@code patience} for a first reply. */
    public PingReport ping(String address, int count, Duration interval, Duration patience) {
        // ping counts its interval in the kernel's ticks, and may take a good part longer.
        Duration timeout = interval.multipliedBy(2L * count).plus(patience).plusSeconds(10);
        return PingReport.parse(attempt(timeout, PingReport.command(address, count, interval, patience)));
    }

    /** Packets that nobody here took in time: in queues before links and programs, and before sockets. */
    long overrun() {
        String sum = "cat /sys/class/net/*/statistics/tx_dropped; awk '/^Udp: [0-9]/ {print $6}' /proc/net/snmp";
        return exec("sh", "-c", sum).out().lines().mapToLong(Long::parseLong).sum();
    }

    void create() {
        Shell.exec("ip", "netns", "add", namespace);
        // No router solicitations, no duplicate detection: nothing travels but what a test sends.
        sysctl("net.ipv6.conf.default.addr_gen_mode", "1");
        sysctl("net.ipv6.conf.default.accept_dad", "0");
        ip("link set lo up");
    }

    /** Kills what runs in a namespace and removes it; no more than that if it is gone already. */
    static void removeNamespace(String namespace) {
        Outcome pids = Shell.attempt(Shell.TIMEOUT, List.of("ip", "netns", "pids", namespace));
        pids.out()
                .lines()
                .map(Long::valueOf)
                .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        if (pids.exit() == 0) {
            Shell.exec("ip", "netns", "del", namespace);
        }
    }

    /** The wanted interface name, with a number after it if this host has one of that name. */
    synchronized String freeInterface(String wanted) {
        String free = wanted;
        for (int i = 2; interfaces.contains(free); i++) {
            free = wanted + i;
        }
        interfaces.add(free);
        return free;
    }

    private List<String> here(List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        return all;
    }

    @Override
    public String toString() {
        return name;
    }
}
