package dev.culvert.system.natlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.system.lab.SiteKind;
import dev.culvert.system.natlab.Pairing.Apart;
import dev.culvert.system.natlab.Pairing.Together;
import org.junit.jupiter.api.Test;

final class PairingTest {
    @Test
    void list_isReadInOrder_eachPairOnce_whicheverWayRound() {
        assertThat(Pairing.parse("sequential:cone,same-lan,cone:sequential,hairpin"))
                .containsExactly(new Apart(SiteKind.CONE, SiteKind.SEQUENTIAL), Together.SAME_LAN, Together.HAIRPIN);
    }

    @Test
    void all_isEveryPairOfKinds_andBothBehindOneRouter() {
        int kinds = SiteKind.values().length;
        assertThat(Pairing.parse("all"))
                .hasSize(kinds * (kinds + 1) / 2 + Together.values().length)
                .doesNotHaveDuplicates()
                .allSatisfy(pairing -> assertThat(Pairing.parse(pairing.word())).containsExactly(pairing));
    }

    @Test
    void whatIsNoPair_isNamed_withWhatThereIs() {
        assertThatThrownBy(() -> Pairing.parse("cone:cone,cone"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'cone' is no pair")
                .hasMessageContaining("same-lan, hairpin and all");
        assertThatThrownBy(() -> Pairing.parse("cone:conical"))
                .hasMessageStartingWith("there is no kind 'conical'")
                .hasMessageContaining("open, firewalled, full-cone, restricted");
        assertThatThrownBy(() -> Pairing.parse("")).hasMessageStartingWith("'' is no pair");
    }
}
