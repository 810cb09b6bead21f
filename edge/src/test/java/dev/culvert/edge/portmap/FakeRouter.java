package dev.culvert.edge.portmap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTTP side of a UPnP router, on loopback: it describes itself, and answers actions as the test says. */
final class FakeRouter implements AutoCloseable {
    private static final Pattern ACTION = Pattern.compile("#(\\w+)\"");

    private final HttpServer server;
    private final List<String> actions = new CopyOnWriteArrayList<>();
    private volatile Function<String, String> answers = action -> "";

    /** An action's answer, in the test's words: what stands in the response, or a fault's number. */
    FakeRouter(String serviceType) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        page(
                "/desc",
                "<root><device><serviceList><service><serviceType>urn:schemas-upnp-org:service:" + serviceType
                        + "</serviceType><controlURL>/ctl</controlURL></service></serviceList></device></root>");
        server.createContext("/ctl", this::act);
        server.setExecutor(task -> Thread.ofVirtual().name("fake-router").start(task));
        server.start();
    }

    /** Its description. */
    URI location() {
        return at("/desc");
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    void page(String path, String document) {
        server.createContext(path, exchange -> send(exchange, 200, document));
    }

    void redirect(String path, URI to) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Location", to.toString());
            send(exchange, 302, "");
        });
    }

    /** Takes the request, and says nothing. */
    void hang(String path) {
        server.createContext(path, exchange -> {});
    }

    /** Answers with a byte each tenth of a second. */
    void dawdle(String path) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                while (true) {
                    LockSupport.parkNanos(100_000_000);
                    out.write(' ');
                    out.flush();
                }
            }
        });
    }

    /** Answers the actions so: given {@code Action(port,lease)} what its response contains, or a fault's number. */
    void answer(Function<String, String> how) {
        answers = how;
    }

    /** What it was asked, but for its address. */
    List<String> actions() {
        return actions;
    }

    private void act(HttpExchange exchange) throws IOException {
        Matcher matcher = ACTION.matcher(exchange.getRequestHeaders().getFirst("SOAPAction"));
        if (!matcher.find()) {
            send(exchange, 400, "");
            return;
        }
        String action = matcher.group(1);
        if (action.equals("GetExternalIPAddress")) {
            respond(exchange, action, "<NewExternalIPAddress>203.0.113.1</NewExternalIPAddress>");
            return;
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String asked =
                action + "(" + argument(body, "NewExternalPort") + "," + argument(body, "NewLeaseDuration") + ")";
        actions.add(asked);
        String answer = answers.apply(asked);
        if (answer.matches("\\d+")) {
            send(
                    exchange,
                    500,
                    "<Envelope><Body><Fault><detail><UPnPError><errorCode>" + answer
                            + "</errorCode><errorDescription>No</errorDescription></UPnPError></detail></Fault></Body></Envelope>");
        } else {
            respond(exchange, action, answer);
        }
    }

    private static String argument(String body, String name) {
        Matcher matcher = Pattern.compile("<" + name + ">(\\d*)<").matcher(body);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static void respond(HttpExchange exchange, String action, String answer) throws IOException {
        send(
                exchange,
                200,
                "<Envelope><Body><u:" + action + "Response>" + answer + "</u:" + action
                        + "Response></Body></Envelope>");
    }

    private static void send(HttpExchange exchange, int status, String document) throws IOException {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
