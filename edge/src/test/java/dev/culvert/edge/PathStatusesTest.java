package dev.culvert.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathStatusesTest {
    private static final PublicKey KEY = PublicKey.parse("D+VCtGJ3pMWvGnt2sI4oIJRtzsaiZdMKtcYFfay/0SQ=");

    @Test
    void hostsOfOneNameAreToldApartByTheirAddress() {
        List<IpPrefix> addresses = List.of(IpPrefix.parse("10.0.0.3/32"), IpPrefix.parse("10.1.0.0/16"));
        assertThat(PathStatuses.peer(KEY, "vm", addresses)).isEqualTo("vm 10.0.0.3");
        assertThat(PathStatuses.peer(KEY, "vm", List.of())).isEqualTo("vm");
        assertThat(PathStatuses.peer(KEY, "", List.of())).isEqualTo(KEY.toString());
    }
}
