package dev.culvert.edge;

import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.common.record.CommunityId;
import java.util.Optional;

/**
 * The automatic address that a supernode chose, in the state directory: one line, the community's id and the address
 * with its prefix length. What is stored for another community does not count.
 */
final class SlotFile {
    private static final String NAME = "automatic-address";

    private final StateDirectory state;
    private final CommunityId community;

    SlotFile(StateDirectory state, CommunityId community) {
        this.state = state;
        this.community = community;
    }

    /**
     * The address, if one was stored for this community.
     *
     * @throws ExitException if the file is damaged or cannot be read
     */
    Optional<IpPrefix> read() throws ExitException {
        Optional<String> text = state.readText(NAME);
        String[] parts = text.orElse("").strip().split(" ", -1);
        if (text.isEmpty() || !parts[0].equals(community.toString())) {
            return Optional.empty();
        }
        try {
            return Optional.of(IpPrefix.parse(parts.length == 2 ? parts[1] : ""));
        } catch (IllegalArgumentException e) {
            throw new ExitException(
                    ExitCode.BAD_CONFIGURATION,
                    state.file(NAME) + " is damaged: delete it, and the supernode chooses an address again",
                    e);
        }
    }

    /** Stores the address. Blocks. */
    void store(IpPrefix address) throws ExitException {
        state.writeAtomically(NAME, community + " " + address + "\n");
    }
}
