package dev.culvert.system.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What files and programs say. */
final class ReadingsTest {
    @Test
    void usage_isUserAndKernelTimeOfAllThreads_whateverTheNameIs() {
        String stat = "4711 (odd) (name) 5) S 1 4711 4711 0 -1 4194560 2 3 4 5 250 125 0 0 20 0 14 0 1 2 3";
        assertThat(Usage.parse(stat, "Name:\tedge\nVmHWM:\t  2000 kB\nVmRSS:\t  1000 kB\n"))
                .isEqualTo(new Usage(3.75, 1_024_000));
    }

    @Test
    void usage_ofThisProcess_isThere() {
        Usage usage = Usage.of(ProcessHandle.current().pid());
        assertThat(usage.cpuSeconds()).isPositive();
        assertThat(usage.residentBytes()).isGreaterThan(1 << 20);
        assertThatThrownBy(() -> Usage.of(Integer.MAX_VALUE)).hasMessageContaining("has ended");
    }

    @Test
    void gcLog_hasPausesOnly() {
        assertThat(GcLog.pausesMs("""
                        [0.014s][info][gc] Using Serial
                        [1.234s][info][gc] GC(0) Pause Young (Allocation Failure) 12M->3M(30M) 1.520ms
                        [2.000s][info][gc] GC(1) Concurrent Mark 4.000ms
                        [3.000s][info][gc] GC(2) Pause Full (System.gc()) 12M->3M(30M) 10.001ms
                        """)).containsExactly(1.52, 10.001);
    }

    @Test
    void unitFile_saysHowJavaIsStarted() {
        assertThat(UnitFile.parse("[Service]\nExecStart=java -Xmx256m -XX:+UseSerialGC -jar /x/edge.jar up\n"))
                .containsExactly("-Xmx256m", "-XX:+UseSerialGC");
        assertThat(UnitFile.parse("ExecStart=/usr/bin/java \\\n    -Xms64m \\\n  -Xmx64m -jar /x/edge.jar up\n"))
                .containsExactly("-Xms64m", "-Xmx64m");
        assertThat(UnitFile.parse("ExecStart=java -jar /x/edge.jar up\n")).isEmpty();
        assertThatThrownBy(() -> UnitFile.parse("ExecStart=/bin/true\n")).hasMessageContaining("ExecStart");
    }

    @Test
    void unitFiles_ofTheTree_haveOptions() {
        assertThat(UnitFile.javaOptions("edge@.service")).isNotEmpty();
        assertThat(UnitFile.javaOptions("supernode.service")).isNotEmpty();
    }

    @Test
    void peers_areThereOrHaveAReason() throws LeftOutException {
        Peers peers = Peers.parse("nebula\t/c/nebula /c/nebula-cert\tnebula 1.10\nn2n\t\tno package\n");
        assertThat(peers.peer("nebula"))
                .isEqualTo(new Peers.Peer(List.of("/c/nebula", "/c/nebula-cert"), "nebula 1.10"));
        assertThatThrownBy(() -> peers.peer("n2n"))
                .isInstanceOf(LeftOutException.class)
                .hasMessage("no package");
        assertThatThrownBy(() -> peers.peer("tinc")).isInstanceOf(LeftOutException.class);
        assertThatThrownBy(() -> Peers.parse("nebula 1.10")).hasMessageContaining("nebula 1.10");
    }

    @Test
    void edgeJar_lacksWhatItsHelpDoesNotName() throws LeftOutException {
        EdgeJar jar = new EdgeJar("""
                  -a, --address=ADDRESS  Own address.
                      --path=auto|relay  Ways.
                      --no-udp-gso       Without.
                """);
        jar.require("--path=relay");
        jar.require("--no-udp-gso");
        jar.require("--address");
        jar.require("value");
        assertThatThrownBy(() -> jar.require("--no-udp"))
                .isInstanceOf(LeftOutException.class)
                .hasMessage("this edge has no option --no-udp");
        assertThatThrownBy(() -> jar.require("--cipher=aes-256-gcm")).hasMessageContaining("--cipher");
    }

    @Test
    void machine_isReadFromWhatLinuxSays() {
        Machine machine = Machine.of(
                "processor: 0\nmodel name\t: Fast CPU @ 3 GHz\nflags\t\t: fpu aes avx2 vaes\n",
                "NAME=x\nPRETTY_NAME=\"Debian 12\"\n",
                "bbr\n",
                "1.25 0.5 0.1 1/100 4711\n");
        assertThat(machine.cpu()).isEqualTo("Fast CPU @ 3 GHz");
        assertThat(machine.instructions()).containsExactly("aes", "vaes", "avx2");
        assertThat(machine.system()).isEqualTo("Debian 12");
        assertThat(machine.congestionControl()).isEqualTo("bbr");
        assertThat(machine.load()).isEqualTo(1.25);
        assertThat(machine.busy()).isTrue();
        assertThat(Machine.of("", "", "", "").busy()).isFalse();
    }
}
