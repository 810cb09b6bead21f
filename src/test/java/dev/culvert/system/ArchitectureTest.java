package dev.culvert.system;

import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import dev.culvert.system.lab.Repository;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What may know what: the rules of docs/ARCHITECTURE.md that imports and calls can show, each with its reason. */
class ArchitectureTest {
    private static final JavaClasses PRODUCT = imported(
            "common/target/classes", "native-tun/target/classes", "edge/target/classes", "supernode/target/classes");
    private static final JavaClasses TESTS = imported(
            "common/target/test-classes",
            "native-tun/target/test-classes",
            "edge/target/test-classes",
            "src/test/target/test-classes");

    /** Where the protocol is. */
    private static final String[] PURE = {
        "dev.culvert.common.ip..",
        "dev.culvert.common.crypto..",
        "dev.culvert.common.wire..",
        "dev.culvert.common.time..",
        "dev.culvert.common.session..",
        "dev.culvert.common.stun..",
        "dev.culvert.common.path..",
        "dev.culvert.common.record..",
        // Not the generated messages below it, which can also be read from streams.
        "dev.culvert.common.control",
        "dev.culvert.edge.peer..",
        "dev.culvert.edge.data..",
        "dev.culvert.edge.nat..",
        "dev.culvert.edge.network..",
        "dev.culvert.edge.core..",
        // Not the generated messages below it.
        "dev.culvert.edge.memory",
        "dev.culvert.edge.portmap.wire..",
        "dev.culvert.tun.offload..",
        "dev.culvert.supernode.relay..",
        "dev.culvert.supernode.core.."
    };

    /** Of java.net: values, not sockets. */
    private static final Set<String> ADDRESSES =
            Set.of("InetAddress", "Inet4Address", "Inet6Address", "InetSocketAddress", "UnknownHostException", "URI");

    private static final int MOST_LINES = 400;

    @Test
    void everyModule_isLookedAt() {
        for (String known : List.of(
                "dev.culvert.common.session.Sessions",
                "dev.culvert.tun.TunDevice",
                "dev.culvert.edge.data.DataPath",
                "dev.culvert.edge.Edge")) {
            assertThat(PRODUCT.contain(known)).as(known).isTrue();
        }
    }

    // -- modules -----------------------------------------------------------------------------------------------------

    @Test
    void edgeAndSupernode_shareOnlyCommon() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.culvert.edge..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.culvert.supernode..")
                .because("they are two programs that meet on the wire: what both need is in common"));
        check(noClasses()
                .that()
                .resideInAPackage("dev.culvert.supernode..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.culvert.edge..", "dev.culvert.tun..")
                .because("a supernode has no TUN device, and meets edges on the wire only"));
    }

    @Test
    void common_knowsNeitherProgram() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.culvert.common..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.culvert.edge..", "dev.culvert.supernode..", "dev.culvert.tun..")
                .because("both programs stand on it"));
    }

    @Test
    void nativeTun_importsNothingOfOurs() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.culvert.tun..")
                .should()
                .dependOnClassesThat(are(
                        "of Culvert outside dev.culvert.tun",
                        type -> isIn(type, "dev.culvert") && !isIn(type, "dev.culvert.tun")))
                .because("a TUN device is of use by itself, and knows nothing of tunnels"));
    }

    @Test
    void packages_haveNoCycles() {
        check(slices().matching("dev.culvert.(**)")
                .should()
                .beFreeOfCycles()
                .because("each package can be understood with only those below it"));
    }

    // -- the pure core -----------------------------------------------------------------------------------------------

    @Test
    void core_doesNoInputOrOutput() {
        coreMayNot(
                dependOn(
                        "I/O",
                        type -> type.getPackageName()
                                        .matches(
                                                "(io.netty|java.nio.channels|java.nio.file|com.sun.jna|java.lang.foreign|dev.culvert.tun"
                                                        + "|dev.culvert.common.net)(\\..*)?")
                                && !isIn(type.getBaseComponentType(), "dev.culvert.tun.offload")),
                "it takes events and returns actions, so that thousands of edges run in one simulation");
        coreMayNot(
                dependOn(
                        "streams or files",
                        type -> isIn(type, "java.io")
                                && !type.isAssignableTo(Throwable.class)
                                && !type.isAssignableTo(Serializable.class)),
                "streams and files are at the rim");
        coreMayNot(
                dependOn(
                        "of java.net more than addresses",
                        type -> isIn(type, "java.net") && !ADDRESSES.contains(type.getSimpleName())),
                "an address is a value, a socket is not");
    }

    @Test
    void core_asksDnsForNothing() {
        coreMayNot(
                access("java.net.InetAddress", "getByName", "getAllByName", "getLocalHost"), "it blocks for seconds");
    }

    @Test
    void core_readsNoClock() {
        String reason = "time is handed in: hours of protocol time pass in a second of test";
        coreMayNot(access("java.lang.System", "nanoTime", "currentTimeMillis"), reason);
        coreMayNot(
                accessTargetWhere(are(
                        "a reading of the clock",
                        access -> isIn(access.getTargetOwner(), "java.time")
                                && access.getName().equals("now"))),
                reason);
    }

    @Test
    void core_drawsNoRandomNumbersOfItsOwn() {
        coreMayNot(
                accessTargetWhere(are(
                        "a new generator",
                        access -> access.getName().equals("<init>")
                                && access.getTargetOwner().isAssignableTo(RandomGenerator.class))),
                "randomness is handed in: a failing simulation is repeated by its seed");
    }

    @Test
    void core_logsNothing() {
        coreMayNot(
                dependOn(
                        "a logger",
                        type -> type.getPackageName().matches("(org.slf4j|ch.qos.logback|java.util.logging)(\\..*)?")),
                "what is worth telling is a counter or an action; a log line a packet is a denial of service");
    }

    @Test
    void core_startsNoThreads() {
        coreMayNot(
                dependOn(
                        "threads or what runs on them",
                        type -> type.isEquivalentTo(Thread.class)
                                || type.isAssignableTo(Executor.class)
                                || type.isEquivalentTo(Executors.class)
                                || type.isEquivalentTo(CompletableFuture.class)),
                "who owns which thread is decided in one place, where the edge is wired together");
    }

    // -- libraries ---------------------------------------------------------------------------------------------------

    @Test
    void nativeCalls_areAtTheRim() {
        onlyIn("com.sun.jna..", "a wrong native call ends the process", "dev.culvert.tun", "dev.culvert.common.net");
        onlyIn(
                "java.lang.foreign..",
                "memory outside the heap is for what is handed to the kernel",
                "dev.culvert.tun",
                "dev.culvert.common.net",
                "dev.culvert.edge.TunReader",
                "dev.culvert.edge.TunPort");
    }

    @Test
    void libraries_haveOneHomeEach() {
        onlyIn("org.bouncycastle..", "primitives are chosen, and wiped, in one package", "dev.culvert.common.crypto");
        onlyIn("javax.crypto..", "primitives are chosen, and wiped, in one package", "dev.culvert.common.crypto");
        onlyIn(
                "picocli..",
                "the command line is one way to set a program up",
                "dev.culvert.common.cli",
                "dev.culvert.edge.cli",
                "dev.culvert.supernode.cli");
        onlyIn(
                "io.netty..",
                "event loops are owned where a program is wired together",
                "dev.culvert.common.loop",
                "dev.culvert.edge.Edge",
                "dev.culvert.edge.Netcheck",
                "dev.culvert.supernode.Supernode");
        onlyIn(
                "tools.jackson..",
                "files and sockets have their form, the rest has records",
                "dev.culvert.common.ops",
                "dev.culvert.common.config",
                "dev.culvert.common.cli");
        onlyIn("ch.qos.logback..", "others log by slf4j", "dev.culvert.common.ops");
        onlyIn("javax.xml..", "a parser is safe where it is set up to be", "dev.culvert.edge.portmap.XmlReader");
    }

    // -- everywhere --------------------------------------------------------------------------------------------------

    @Test
    void nobody_sleeps() {
        ArchRule rule = noClasses()
                .should(access("java.lang.Thread", "sleep"))
                .because("it is too long or too short: wait for the condition, or for a time of the protocol's clock");
        check(rule);
        rule.check(TESTS);
    }

    @Test
    void onlyTheFirstAndTheLast_endTheProcess() {
        check(noClasses()
                .that(are(
                        "others than launcher and command line",
                        type -> !isIn(type, "dev.culvert.common.launch") && !isIn(type, "dev.culvert.common.cli")))
                .should(access("java.lang.System", "exit"))
                .orShould(access("java.lang.Runtime", "exit", "halt"))
                .because("an exit code is decided where it is documented, after everything was undone"));
    }

    @Test
    void sockets_areClosedByEpochs() {
        check(noClasses()
                .that(are(
                        "others than the programs' wiring, the keeper of further ports and the socket itself",
                        type -> !isIn(type, "dev.culvert.edge.Edge")
                                && !isIn(type, "dev.culvert.edge.Netcheck")
                                && !isIn(type, "dev.culvert.supernode.Supernode")
                                && !isIn(type, "dev.culvert.common.loop.WorkerPorts")
                                && !isIn(type, "dev.culvert.common.net.UdpSocket")))
                .should(access("dev.culvert.common.net.UdpSocket", "close"))
                .because("a data thread may still hold it, and its number may be another file's by then"));
    }

    @Test
    void utilityNames_areNotUsed() {
        check(classes()
                .should()
                .haveNameNotMatching(".*(Util|Utils|Helper|Helpers|Misc|Impl)")
                .because("such a name says nothing of what is inside"));
    }

    @Test
    void files_haveAtMost400Lines() throws IOException {
        try (Stream<Path> files = Files.walk(Repository.file("pom.xml").resolveSibling(""))) {
            assertThat(files.filter(ArchitectureTest::isSource).filter(file -> lines(file) > MOST_LINES))
                    .as("longer than %d lines: two things in one file", MOST_LINES)
                    .isEmpty();
        }
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith(".java") && !file.toString().contains("/target/");
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // -- how rules are written ---------------------------------------------------------------------------------------

    /** A rule for the pure packages, which would mean nothing if others did not break it. */
    private static void coreMayNot(ArchCondition<JavaClass> condition, String reason) {
        check(noClasses().that().resideInAnyPackage(PURE).should(condition).because(reason));
        assertThat(noClasses().should(condition).evaluate(PRODUCT).hasViolation())
                .as("somebody at the rim does: %s", condition.getDescription())
                .isTrue();
    }

    /** A library may be used by these packages and classes alone, and each of them does. */
    private static void onlyIn(String library, String reason, String... homes) {
        check(noClasses()
                .that(are(
                        "elsewhere than in " + String.join(", ", homes),
                        type -> Stream.of(homes).noneMatch(home -> isIn(type, home))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because(reason));
        for (String home : homes) {
            ArchRule unused = noClasses()
                    .that(are("in " + home, type -> isIn(type, home)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(library);
            assertThat(unused.evaluate(PRODUCT).hasViolation())
                    .as("%s uses %s", home, library)
                    .isTrue();
        }
    }

    private static void check(ArchRule rule) {
        rule.check(PRODUCT);
    }

    /** Whether a type is this type, in it, or in this package or one below. */
    private static boolean isIn(JavaClass type, String home) {
        return type.getName().equals(home)
                || type.getName().startsWith(home + ".")
                || type.getName().startsWith(home + "$");
    }

    private static ArchCondition<JavaClass> dependOn(String what, Predicate<JavaClass> types) {
        return dependOnClassesThat(are(what, types));
    }

    /** A call of one of these methods, or a reference to it. */
    private static ArchCondition<JavaClass> access(String owner, String... methods) {
        return accessTargetWhere(are(
                owner + "." + String.join("/", methods),
                access -> access.getTargetOwner().isAssignableTo(owner)
                        && Set.of(methods).contains(access.getName())));
    }

    private static <T> DescribedPredicate<T> are(String description, Predicate<? super T> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    private static JavaClasses imported(String... directories) {
        return new ClassFileImporter()
                .importPaths(Stream.of(directories).map(Repository::file).toList());
    }
}
