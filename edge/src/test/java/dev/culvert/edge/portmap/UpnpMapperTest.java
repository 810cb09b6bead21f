package dev.culvert.edge.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** UPnP with routers on loopback that differ as real ones do. */
@Timeout(30)
class UpnpMapperTest {
    private static final Mapper.Request REQUEST = new Mapper.Request(7777, 7777, 600);

    @AutoClose
    private final FakeRouter router = new FakeRouter("WANIPConnection:2");

    @AutoClose
    private final FakeRouter oldRouter = new FakeRouter("WANPPPConnection:1");

    private final Deque<List<URI>> searches = new ArrayDeque<>();
    private final UpnpMapper mapper =
            new UpnpMapper(new Random(1), gateway -> searches.isEmpty() ? List.of() : searches.pop());

    private Answer map(Mapper.Request request) throws InterruptedException {
        return mapper.map(FakeGateway.GATEWAY, request);
    }

    private Answer mapAt(URI... locations) throws InterruptedException {
        searches.push(Arrays.asList(locations));
        return map(REQUEST);
    }

    private static Answer granted(int port) {
        return new Answer.Granted(new Endpoint(IpAddress.parse("203.0.113.1"), port), Duration.ofMinutes(10), false);
    }

    @Test
    void versionTwoChoosesThePort_andIsAskedForItFromThenOn() throws InterruptedException {
        router.answer(asked -> "<NewReservedPort>7780</NewReservedPort>");
        assertThat(mapAt(router.location())).isEqualTo(granted(7780));
        Mapper.Request renewal = new Mapper.Request(7777, 7780, 600);
        assertThat(map(renewal)).as("without a search").isEqualTo(granted(7780));
        mapper.unmap(FakeGateway.GATEWAY, new Mapper.Request(7777, 7780, 600));
        assertThat(router.actions())
                .containsExactly("AddAnyPortMapping(7777,600)", "AddPortMapping(7780,600)", "DeletePortMapping(7780,)");
    }

    @Test
    void aPortThatWasGivenAwayMeanwhileIsChosenAnew() throws InterruptedException {
        router.answer(asked -> "<NewReservedPort>7780</NewReservedPort>");
        mapAt(router.location());
        router.answer(asked -> asked.startsWith("AddPort") ? "718" : "<NewReservedPort>7781</NewReservedPort>");
        assertThat(map(new Mapper.Request(7777, 7780, 600))).isEqualTo(granted(7781));
    }

    @Test
    void versionOneIsAskedForAnotherPort() throws InterruptedException {
        oldRouter.answer(asked -> asked.startsWith("AddPortMapping(7777,") ? "718" : "");
        Answer.Granted granted = (Answer.Granted) mapAt(oldRouter.location());
        assertThat(granted.external().port()).isNotEqualTo(7777).isGreaterThan(1023);
        assertThat(oldRouter.actions())
                .containsExactly(
                        "AddPortMapping(7777,600)",
                        "AddPortMapping(" + granted.external().port() + ",600)");
    }

    @Test
    void aRouterWithPermanentMappingsOnly() throws InterruptedException {
        oldRouter.answer(asked -> asked.endsWith(",600)") ? "725" : "");
        assertThat(mapAt(oldRouter.location())).isEqualTo(granted(7777));
        assertThat(oldRouter.actions()).containsExactly("AddPortMapping(7777,600)", "AddPortMapping(7777,0)");
    }

    @Test
    void aRouterThatWantsEqualPorts() throws InterruptedException {
        oldRouter.answer(asked -> asked.equals("AddPortMapping(7777,600)") ? "" : "724");
        searches.push(List.of(oldRouter.location()));
        assertThat(map(new Mapper.Request(7777, 9000, 600))).isEqualTo(granted(7777));
    }

    @Test
    void aRouterThatOffersTheNewerActionAndRefusesIt() throws InterruptedException {
        router.answer(asked -> asked.startsWith("AddAny") ? "606" : "");
        assertThat(mapAt(router.location())).isEqualTo(granted(7777));
        assertThat(router.actions()).containsExactly("AddAnyPortMapping(7777,600)", "AddPortMapping(7777,600)");
    }

    @Test
    void refusals() throws InterruptedException {
        oldRouter.answer(asked -> "501");
        assertThat(mapAt(oldRouter.location())).isEqualTo(new Answer.None("refused: 501 No"));
        oldRouter.answer(asked -> "718");
        assertThat(map(REQUEST)).isEqualTo(new Answer.None("refused: no external port is free"));
        assertThat(oldRouter.actions()).hasSize(1 + 6);
    }

    @Test
    void nobodyAnswers() throws InterruptedException {
        assertThat(map(REQUEST)).isEqualTo(new Answer.None("no answer"));
        assertThat(router.actions()).isEmpty();
    }

    @Test
    void theNextDescriptionCounts_whereTheFirstIsOfNoUse() throws InterruptedException {
        router.page("/large", "<root>" + "x".repeat(70_000) + "</root>");
        router.page("/nothing", "<root/>");
        router.page("/html", "<html><p>404</html>");
        router.redirect("/elsewhere", router.location());
        URI closed = URI.create("http://127.0.0.1:1/desc");
        URI impossible = URI.create("http://127.0.0.1:99999/desc");
        assertThat(mapAt(router.at("/nothing")))
                .isEqualTo(new Answer.None("the router has no service that maps ports"));
        assertThat(mapAt(router.at("/elsewhere"))).isEqualTo(new Answer.None("its description has HTTP status 302"));
        assertThat(mapAt(router.at("/large"))).isEqualTo(new Answer.None("its answer is larger than 65536 bytes"));
        assertThat(mapAt(router.at("/html"))).isEqualTo(new Answer.None("HTTP status 200 with malformed XML"));
        assertThat(mapAt(
                        closed,
                        impossible,
                        router.at("/large"),
                        router.at("/nothing"),
                        router.at("/html"),
                        router.at("/elsewhere"),
                        router.location()))
                .isEqualTo(granted(7777));
    }

    @Test
    void aRouterThatHangs_orDawdles_isGivenUp() throws InterruptedException {
        router.hang("/silent");
        router.dawdle("/slow");
        assertThat(mapAt(router.at("/silent"))).isInstanceOf(Answer.None.class);
        long startNs = System.nanoTime();
        assertThat(mapAt(router.at("/slow"))).isEqualTo(new Answer.None("no answer by HTTP"));
        assertThat(Duration.ofNanos(System.nanoTime() - startNs))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
    }

    @Test
    void aRouterThatRestartedElsewhereIsSearchedForAgain() throws InterruptedException {
        oldRouter.answer(asked -> "");
        mapAt(oldRouter.location());
        oldRouter.close();
        router.answer(asked -> "<NewReservedPort>7777</NewReservedPort>");
        assertThat(mapAt(router.location())).isEqualTo(granted(7777));
    }

    @Test
    void aPortThatWasNotGrantedIsNotDeleted() throws InterruptedException {
        oldRouter.answer(asked -> "501");
        mapAt(oldRouter.location());
        mapper.unmap(FakeGateway.GATEWAY, REQUEST);
        assertThat(oldRouter.actions()).containsExactly("AddPortMapping(7777,600)");
    }

    @Test
    void aPortThatSomebodyElseHasByNow_isNotDeleted() throws InterruptedException {
        oldRouter.answer(asked -> "");
        mapAt(oldRouter.location());
        oldRouter.answer(asked -> asked.startsWith("Add") ? "718" : "");
        map(REQUEST);
        mapper.unmap(FakeGateway.GATEWAY, REQUEST);
        assertThat(oldRouter.actions()).noneMatch(action -> action.startsWith("Delete"));
    }

    @Test
    void theGrantedPortIsDeleted_whateverIsWanted() throws InterruptedException {
        router.answer(asked -> "<NewReservedPort>7780</NewReservedPort>");
        mapAt(router.location());
        mapper.unmap(FakeGateway.GATEWAY, REQUEST);
        assertThat(router.actions()).containsExactly("AddAnyPortMapping(7777,600)", "DeletePortMapping(7780,)");
    }

    @Test
    void deletionWhereNothingWasFoundAsksNobody() throws InterruptedException {
        mapper.unmap(FakeGateway.GATEWAY, REQUEST);
        assertThat(router.actions()).isEmpty();
    }
}
