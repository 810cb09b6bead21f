package dev.culvert.system.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A small network of its own: hosts, links, and all that was started on them; close() ends and removes everything.
 *
 * <p>Made and used by one test thread. Namespaces are called {@code cv<pid>-<lab>-<host>}: labs of several JVMs and
 * several labs of one JVM do not meet, and what a killed JVM left is recognised by its dead pid.
 */
public final class Lab implements AutoCloseable {
    private static final Pattern NAMESPACE = Pattern.compile("cv(\\d+)-\\d+-[a-z0-9]+");
    private static final AtomicInteger LABS = new AtomicInteger();
    private static final Set<Lab> OPEN = ConcurrentHashMap.newKeySet();
    private static volatile boolean abandoned;

    private final String prefix;
    private final Path directory;
    private final List<Host> hosts = new ArrayList<>();
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private int natRouters;

    private Lab(String prefix, Path directory) {
        this.prefix = prefix;
        this.directory = directory;
    }

    /**
     * Opens an empty lab, after removing the namespaces of labs whose JVM is gone.
     *
     * @throws AssertionError in one line what to do, if this machine is not root's or lacks a tool
     */
    public static Lab open() {
        Requirements.check();
        namespaces().filter(Lab::isStale).forEach(Host::removeNamespace);
        long pid = ProcessHandle.current().pid();
        try {
            Lab lab =
                    new Lab("cv" + pid + "-" + LABS.incrementAndGet() + "-", Files.createTempDirectory("culvert-lab"));
            OPEN.add(lab);
            return lab;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new host: a network namespace with loopback up and no link yet. Names are [a-z0-9]+, at most 8 characters. */
    public Host host(String name) {
        if (!name.matches("[a-z0-9]{1,8}")) {
            throw new IllegalArgumentException("host name '" + name + "' is not 1 to 8 of a-z and 0-9");
        }
        if (abandoned) {
            throw new AssertionError("this JVM is ending: no more hosts");
        }
        Host host = new Host(this, name, prefix + name);
        hosts.add(host);
        host.create();
        return host;
    }

    /** Joins two hosts by a veth pair. The interfaces are named after the other host: {@code to-b} on a, {@code to-a} on b. */
    public Link link(Host a, String aPrefix, Host b, String bPrefix) {
        Link link = Link.between(a, b);
        join(link);
        link.configure(aPrefix, bPrefix);
        return link;
    }

    private static void join(Link link) {
        Shell.exec(
                "ip",
                "link",
                "add",
                link.aInterface(),
                "netns",
                link.a().namespace(),
                "type",
                "veth",
                "peer",
                "name",
                link.bInterface(),
                "netns",
                link.b().namespace());
    }

    /**
     * Joins two hosts by a link that delays, loses, repeats and reorders; it does none of it until told so.
     *
     * @param seed of its decisions: the same packets at the same times meet the same fates
     */
    public ImpairedLink impairedLink(Host a, String aPrefix, Host b, String bPrefix, long seed) {
        Link link = Link.between(a, b);
        ImpairedLink impaired = own(ImpairedLink.open(link, seed));
        link.configure(aPrefix, bPrefix);
        return impaired;
    }

    /**
     * A router that hides hosts behind one public address of its own and forwards nothing that they did not ask for. The
     * hosts get addresses and a default route by it; the isp becomes a router.
     *
     * @param name the router's own name as a host
     * @param isp who the router sends everything to
     */
    public NatRouter nat(String name, NatKind kind, Host isp, Host... inside) {
        return nat(name, NatRules.of(kind), isp, inside);
    }

    /** {@link #nat(String, NatKind, Host, Host...)} with all that can be said of the router. */
    public NatRouter nat(String name, NatRules rules, Host isp, Host... inside) {
        isp.forward();
        return NatRouter.create(this, natRouters++, host(name), rules, isp, inside);
    }

    /** Joins a host to a switch, whose interface has no address; returns that interface. */
    String plug(Host host, String prefix, Host network) {
        Link link = Link.between(host, network);
        join(link);
        host.address(link.aInterface(), prefix);
        host.ip("link set " + link.aInterface() + " up");
        network.ip("link set " + link.bInterface() + " up");
        return link.bInterface();
    }

    /** A directory of this lab's own, removed with it. */
    public Path directory(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packets that were lost so far because this machine was busy: no fault of what is tested, and no link's. */
    public long overrun() {
        return hosts.stream().mapToLong(Host::overrun).sum();
    }

    /** Hands something over to be closed with the lab, before what was handed over earlier. */
    public <T extends AutoCloseable> T own(T closeable) {
        owned.push(closeable);
        return closeable;
    }

    /** Ends every process, removes every namespace and file. Goes on after a failure; throws the first one at the end. */
    @Override
    public void close() {
        Cleanup cleanup = new Cleanup();
        owned.forEach(closeable -> cleanup.run(closeable::close));
        hosts.forEach(host -> cleanup.run(() -> Host.removeNamespace(host.namespace())));
        cleanup.run(() -> delete(directory));
        OPEN.remove(this);
        cleanup.finish();
    }

    /**
     * Removes the namespaces and files of all labs of this JVM, whatever their threads are doing, and allows no more hosts:
     * for a shutdown hook, where no close() will be reached. Any thread.
     */
    public static void abandonAll() {
        abandoned = true;
        Cleanup cleanup = new Cleanup();
        for (Lab lab : OPEN) {
            namespaces()
                    .filter(namespace -> namespace.startsWith(lab.prefix))
                    .forEach(namespace -> cleanup.run(() -> Host.removeNamespace(namespace)));
            cleanup.run(() -> delete(lab.directory));
        }
        cleanup.finish();
    }

    private static Stream<String> namespaces() {
        return Shell.exec("ip", "netns", "list").out().lines().map(line -> line.split(" ", 2)[0]);
    }

    private static boolean isStale(String namespace) {
        Matcher matcher = NAMESPACE.matcher(namespace);
        return matcher.matches()
                && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file); // a program that ends just now may be quicker
            }
        }
    }
}
