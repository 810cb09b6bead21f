package dev.culvert.system.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RequirementsTest {
    @Test
    void everyProblem_saysWhatToDo() {
        assertThat(Requirements.problem(false, true, List.of())).contains("need root", "sudo scripts/test");
        assertThat(Requirements.problem(true, false, List.of())).contains("/dev/net/tun", "modprobe tun");
        assertThat(Requirements.problem(true, true, List.of("wg", "ip")))
                .contains("need wg, ip", "apt-get install wireguard-tools iproute2");
        assertThat(Requirements.problem(true, true, List.of())).isEmpty();
    }
}
