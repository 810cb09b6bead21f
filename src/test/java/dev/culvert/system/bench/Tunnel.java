package dev.culvert.system.bench;

import dev.culvert.system.lab.Spawned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that carries packets from one host of a {@link Stage} to the other. */
interface Tunnel {
    /** MTU of the tunnel's interface, the same for all. */
    int MTU = 1_400;

    /** Addresses inside. */
    String A = "10.0.0.1";

    String B = "10.0.0.2";

    /** How long one may take until a first packet comes through. */
    Duration PATIENCE = Duration.ofSeconds(40);

    /**
     * Starts it and returns when a packet has come through.
     *
     * @throws LeftOutException if this machine or this Culvert lacks what it takes
     */
    Running start(Stage stage) throws LeftOutException;

    /** The part of a process. */
    enum Role {
        /** On the host that most measures send from. */
        SENDER,
        RECEIVER,
        RELAY
    }

    /** One process of it. */
    record Part(Role role, Spawned process) {}

    /** A tunnel that runs. One thread. */
    interface Running extends AutoCloseable {
        /** Where the far host is reached through it. */
        String address();

        /** Its processes; none where the kernel does it alone. */
        List<Part> parts();

        /** What it says of itself, such as its cipher; "" if nothing. */
        default String note() {
            return "";
        }

        /** What is wrong with it although packets come through, such as a detour. */
        default Optional<String> fault() {
            return Optional.empty();
        }

        /** What its garbage collectors logged. */
        default List<Double> gcPausesMs() {
            return List.of();
        }

        /** Ends its processes in an orderly way. */
        @Override
        void close();
    }

    /**
     * Processes that need nothing but SIGTERM to end.
     *
     * @param address where the far host is reached through them
     */
    record Processes(String address, String note, List<Part> parts) implements Running {
        /** Copies the list. */
        public Processes {
            parts = List.copyOf(parts);
        }

        @Override
        public void close() {
            parts.forEach(part -> Ending.end(part.process()));
        }
    }
}
