package dev.culvert.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.memory.Known;
import dev.culvert.edge.memory.KnownPeer;
import dev.culvert.edge.memory.PeerMemory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file with the peers remembered: whole, rarely written, and nothing that an edge cannot do without. */
class PeerMemoryFileTest {
    private final StateDirectory state;
    private final Path path;
    private final LinkedBlockingQueue<Runnable> conductor = new LinkedBlockingQueue<>();
    private final Instant wall = Known.START;
    private PeerMemory memory = new PeerMemory(() -> wall);
    private long nowNs = 5_000;

    PeerMemoryFileTest(@TempDir Path directory) throws ExitException {
        state = StateDirectory.open(directory.resolve("state"));
        path = state.file("peers-" + Known.KEYS.id());
    }

    /** A file of a new start, which has read what there is. */
    private PeerMemoryFile start() throws Exception {
        memory = new PeerMemory(() -> wall);
        PeerMemoryFile file = new PeerMemoryFile(state, Known.KEYS, memory, conductor::add);
        file.start();
        conduct();
        return file;
    }

    /** Does what is handed to the conductor until nothing comes for a moment. */
    private void conduct() throws InterruptedException {
        Runnable task = conductor.poll(10, TimeUnit.SECONDS);
        assertThat(task).as("something to be done").isNotNull();
        while (task != null) {
            task.run();
            task = conductor.poll(200, TimeUnit.MILLISECONDS);
        }
    }

    private void note(int number) {
        KnownPeer peer = Known.peer(number, wall);
        memory.note(peer.signed(), peer.record(), peer.endpoints());
    }

    private void tickAndWrite(PeerMemoryFile file) throws InterruptedException {
        file.onTick(nowNs);
        conduct();
    }

    @Test
    void whatWasStoredIsThereAtTheNextStart() throws Exception {
        PeerMemoryFile file = start();
        note(1);
        file.close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        start();
        assertThat(memory.find(Known.peer(1, wall).key())).contains(Known.peer(1, wall));
    }

    @Test
    void itIsWrittenEachTenSecondsAtMost() throws Exception {
        PeerMemoryFile file = start();
        file.onTick(nowNs);
        assertThat(path).as("nothing to store").doesNotExist();
        note(1);
        tickAndWrite(file);
        byte[] first = Files.readAllBytes(path);

        note(2);
        nowNs += Timing.REMEMBER_WRITE_NS - 1;
        file.onTick(nowNs);
        assertThat(conductor).isEmpty();
        assertThat(Files.readAllBytes(path)).isEqualTo(first);
        nowNs++;
        tickAndWrite(file);
        start();
        assertThat(memory.size()).isEqualTo(2);
    }

    @Test
    void damagedFileIsSetAside_andTheEdgeStarts() throws Exception {
        for (String damage : new String[] {"", "culvert-peers-1 0\nAAAA\n", "\u00e4"}) {
            Files.writeString(path, damage, StandardCharsets.ISO_8859_1);
            PeerMemoryFile file = start();
            assertThat(path).doesNotExist();
            assertThat(path.resolveSibling(path.getFileName() + ".damaged")).exists();
            assertThat(memory.size()).isZero();
            note(1);
            tickAndWrite(file);
            assertThat(path).exists();
        }
    }

    @Test
    void fileThatCannotBeWrittenIsTriedAgain() throws Exception {
        PeerMemoryFile file = start();
        Files.createDirectory(path);
        note(1);
        tickAndWrite(file);
        assertThat(memory.isStoringDue()).isTrue();
        Files.delete(path);
        nowNs += Timing.REMEMBER_WRITE_NS;
        tickAndWrite(file);
        assertThat(path).isRegularFile();
    }

    @Test
    void whatIsNotReadYetIsNotOverwritten() throws Exception {
        start();
        note(1);
        PeerMemoryFile stored = new PeerMemoryFile(state, Known.KEYS, memory, conductor::add);
        stored.start();
        conduct();
        stored.close();
        byte[] before = Files.readAllBytes(path);

        memory = new PeerMemory(() -> wall);
        PeerMemoryFile file = new PeerMemoryFile(state, Known.KEYS, memory, conductor::add);
        file.start();
        note(2);
        file.close(); // the conductor has ended before it got what was read
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }
}
