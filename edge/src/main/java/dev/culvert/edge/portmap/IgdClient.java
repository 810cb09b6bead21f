package dev.culvert.edge.portmap;

import dev.culvert.common.time.Timing;
import dev.culvert.edge.portmap.wire.IgdDescription;
import dev.culvert.edge.portmap.wire.SoapReply;
import dev.culvert.edge.portmap.wire.SoapRequest;
import dev.culvert.edge.portmap.wire.XmlElement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Talks HTTP with a router, by no proxy, following no redirection, for so long and so much and no more. Blocks. Three
 * small requests each five minutes are not worth java.net.http's thread, 17 MB and third of a second of CPU time.
 */
final class IgdClient {
    private IgdClient() {}

    /** What came back. */
    private record Response(int status, byte[] body) {
        XmlElement document() throws IOException {
            return XmlReader.read(body)
                    .orElseThrow(() -> new IOException("HTTP status " + status + " with malformed XML"));
        }
    }

    /**
     * Fetches a router's description.
     *
     * @throws IOException if there is none to be had
     */
    static IgdDescription describe(URI location) throws IOException, InterruptedException {
        Response response = within(() -> response(open(location)));
        if (response.status() != HttpURLConnection.HTTP_OK) {
            throw new IOException("its description has HTTP status " + response.status());
        }
        return IgdDescription.of(response.document(), location);
    }

    /**
     * Asks for an action.
     *
     * @throws IOException if there is no answer that can be read
     */
    static SoapReply act(URI control, SoapRequest request) throws IOException, InterruptedException {
        Response response = within(() -> post(control, request));
        return SoapReply.of(response.document()); // a fault has status 500, and a document
    }

    private static Response post(URI control, SoapRequest request) throws IOException {
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        HttpURLConnection connection = open(control);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "text/xml; charset=\"utf-8\"");
        connection.setRequestProperty("SOAPAction", request.action());
        connection.setDoOutput(true);
        // So that it does not ask a second time by itself: an action may have been done although the answer was lost.
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        return response(connection);
    }

    private static HttpURLConnection open(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        int patienceMs = (int) TimeUnit.NANOSECONDS.toMillis(Timing.PORT_MAPPING_HTTP_NS);
        connection.setConnectTimeout(patienceMs);
        connection.setReadTimeout(patienceMs);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Connection", "close");
        return connection;
    }

    private static Response response(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        boolean failed = status >= HttpURLConnection.HTTP_BAD_REQUEST;
        try (InputStream in = failed ? connection.getErrorStream() : connection.getInputStream()) {
            byte[] body = in == null ? new byte[0] : in.readNBytes(XmlReader.MAX_BYTES + 1);
            if (body.length > XmlReader.MAX_BYTES) {
                throw new IOException("its answer is larger than " + XmlReader.MAX_BYTES + " bytes");
            }
            return new Response(status, body);
        } finally {
            connection.disconnect();
        }
    }

    /** The timeouts of a connection are those of single reads: a router that sends a byte a second would meet them. */
    private static Response within(Callable<Response> exchange) throws IOException, InterruptedException {
        FutureTask<Response> task = new FutureTask<>(exchange);
        Thread.ofVirtual().name("port-mapping-http").start(task);
        try {
            return task.get(Timing.PORT_MAPPING_HTTP_NS, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed
                    ? failed
                    : new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer by HTTP", e);
        } finally {
            task.cancel(true); // closes the socket that it waits for
        }
    }
}
