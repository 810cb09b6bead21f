package dev.culvert.edge.portmap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTTP side of a UPnP router, on loopback: it describes itself, and answers actions as the test says. The JDK's own server
 * now and then resets a connection whose answer the client has not read yet; this one waits for the client to close.
 */
final class FakeRouter implements AutoCloseable {
    private static final Pattern ACTION = Pattern.compile("(?mi)^SOAPAction:.*#(\\w+)\"");
    private static final Pattern LENGTH = Pattern.compile("(?mi)^Content-Length: *(\\d+)");
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ServerSocket server;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<String> actions = new CopyOnWriteArrayList<>();
    private volatile Function<String, String> answers = action -> "";

    private interface Page {
        /** Answers, and does not close. */
        void answer(String head, String body, OutputStream out) throws IOException;
    }

    /** An action's answer, in the test's words: what stands in the response, or a fault's number. */
    FakeRouter(String serviceType) {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        page(
                "/desc",
                "<root><device><serviceList><service><serviceType>urn:schemas-upnp-org:service:" + serviceType
                        + "</serviceType><controlURL>/ctl</controlURL></service></serviceList></device></root>");
        pages.put("/ctl", this::act);
        Thread.ofVirtual().name("fake-router").start(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("fake-router-client").start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            StringBuilder read = new StringBuilder();
            while (!read.toString().endsWith(END_OF_HEAD)) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                read.append((char) next);
            }
            String head = read.toString();
            Matcher length = LENGTH.matcher(head);
            byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            Page page = pages.get(head.split(" ", 3)[1]);
            OutputStream out = client.getOutputStream();
            if (page == null) {
                send(out, "404 Not Found", "");
            } else {
                page.answer(head, new String(body, StandardCharsets.UTF_8), out);
            }
            client.shutdownOutput();
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The client has had enough.
        }
    }

    /** Its description. */
    URI location() {
        return at("/desc");
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    void page(String path, String document) {
        pages.put(path, (head, body, out) -> send(out, "200 OK", document));
    }

    void redirect(String path, URI to) {
        pages.put(path, (head, body, out) -> send(out, "302 Found\r\nLocation: " + to, ""));
    }

    /** Takes the request, and says nothing. */
    void hang(String path) {
        pages.put(path, (head, body, out) -> LockSupport.park());
    }

    /** Answers with a byte each tenth of a second. */
    void dawdle(String path) {
        pages.put(path, (head, body, out) -> {
            out.write(("HTTP/1.1 200 OK" + END_OF_HEAD).getBytes(StandardCharsets.US_ASCII));
            while (true) {
                LockSupport.parkNanos(100_000_000);
                out.write(' ');
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

    private void act(String head, String body, OutputStream out) throws IOException {
        Matcher matcher = ACTION.matcher(head);
        if (!matcher.find()) {
            send(out, "400 Bad Request", "");
            return;
        }
        String action = matcher.group(1);
        if (action.equals("GetExternalIPAddress")) {
            respond(out, action, "<NewExternalIPAddress>203.0.113.1</NewExternalIPAddress>");
            return;
        }
        String asked =
                action + "(" + argument(body, "NewExternalPort") + "," + argument(body, "NewLeaseDuration") + ")";
        actions.add(asked);
        String answer = answers.apply(asked);
        if (answer.matches("\\d+")) {
            send(
                    out,
                    "500 Internal Server Error",
                    "<Envelope><Body><Fault><detail><UPnPError><errorCode>" + answer
                            + "</errorCode><errorDescription>No</errorDescription></UPnPError></detail></Fault></Body></Envelope>");
        } else {
            respond(out, action, answer);
        }
    }

    private static String argument(String body, String name) {
        Matcher matcher = Pattern.compile("<" + name + ">(\\d*)<").matcher(body);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static void respond(OutputStream out, String action, String answer) throws IOException {
        send(
                out,
                "200 OK",
                "<Envelope><Body><u:" + action + "Response>" + answer + "</u:" + action
                        + "Response></Body></Envelope>");
    }

    private static void send(OutputStream out, String status, String document) throws IOException {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + "\r\nContent-Length: " + bytes.length + END_OF_HEAD;
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
