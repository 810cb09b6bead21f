package dev.culvert.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TomlLinesTest {
    @Test
    void keysAreFoundAroundWhateverSpansLines() {
        TomlLines lines = TomlLines.of("""
                # mtu = 1
                address = "a # \\" [ b" # [
                "device" = \"\"\"
                mtu = 2
                \"\"\"
                state-dir = '''x'''
                mtu = 3
                  [[ peer ]] # first
                allowed-ips = [ "[", '[',
                  "endpoint = 1", # ]
                ]
                endpoint = "e"
                [[peer]]
                endpoint= "f"
                """);

        assertThat(lines.line("address")).isEqualTo(2);
        assertThat(lines.line("device")).isEqualTo(3);
        assertThat(lines.line("state-dir")).isEqualTo(6);
        assertThat(lines.line("mtu")).isEqualTo(7);
        assertThat(lines.line("peer")).isEqualTo(8);
        assertThat(lines.line("peer[0].allowed-ips")).isEqualTo(9);
        assertThat(lines.line("peer[0].endpoint")).isEqualTo(12);
        assertThat(lines.line("peer[1]")).isEqualTo(13);
        assertThat(lines.line("peer[1].endpoint")).isEqualTo(14);
    }

    @Test
    void aKeyWrittenInAnotherWayIsFoundByWhatHoldsIt() {
        TomlLines lines = TomlLines.of("\npeer = [{endpoint = \"e\"}]\n");

        assertThat(lines.line("peer[0].endpoint")).isEqualTo(2);
        assertThat(lines.line("nowhere")).isEqualTo(1);
    }
}
