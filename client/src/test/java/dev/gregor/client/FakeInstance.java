package dev.gregor.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Answers one request per connection with what it is told to, the last for ever, also with what no server should. */
final class FakeInstance implements AutoCloseable {

    /** A request that has come. */
    record Request(String line, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** What is written before the connection is closed. */
    interface Reply {
        void write(OutputStream out, InputStream in) throws IOException;
    }

    private final ServerSocket server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();

    FakeInstance(Reply... replies) {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.replies.addAll(List.of(replies));
        daemon(this::accept);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "fake-instance");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            } catch (IOException closing) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Request request = read(in);
            Reply reply = add(request);
            if (reply != null) {
                reply.write(socket.getOutputStream(), in);
                socket.getOutputStream().flush();
            }
        } catch (IOException gone) {
            // The client does not wait for it.
        }
    }

    private synchronized @Nullable Reply add(Request request) {
        requests.add(request);
        return replies.size() > 1 ? replies.poll() : replies.peek();
    }

    private static Request read(InputStream in) throws IOException {
        String line = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(line, headers, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("The request ended early");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** A whole answer. */
    static Reply answer(int status, String mediaType, String body, String... headers) {
        byte[] bytes = body.getBytes(UTF_8);
        return (out, in) -> {
            out.write(head(status, mediaType, bytes.length, headers));
            out.write(bytes);
        };
    }

    static Reply json(String body, String... headers) {
        return answer(200, "application/json", body, headers);
    }

    static Reply problem(int status, String type, String more, String... headers) {
        String body = "{\"type\":\"/problems/%s\",\"title\":\"A title\",\"status\":%d,\"detail\":\"A detail\"%s}"
                .formatted(type, status, more);
        return answer(status, "application/problem+json", body, headers);
    }

    /** An answer whose body ends before it should. */
    static Reply cutOff(String mediaType, String begin) {
        return (out, in) -> {
            out.write(head(200, mediaType, 100_000));
            out.write(begin.getBytes(UTF_8));
        };
    }

    /** No answer at all: the connection is closed after the request. */
    static Reply none() {
        return (out, in) -> {};
    }

    /** An answer whose body stops in the middle, until the client closes the connection. */
    static Reply stuck(String begin) {
        return (out, in) -> {
            cutOff("application/json", begin).write(out, in);
            out.flush();
            in.readAllBytes();
        };
    }

    /** An event stream that ends where these lines end. */
    static Reply stream(String... lines) {
        return (out, in) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                    .getBytes(ISO_8859_1));
            out.write(String.join("\n", lines).getBytes(UTF_8));
        };
    }

    private static byte[] head(int status, String mediaType, int length, String... headers) {
        StringBuilder head = new StringBuilder(
                "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\n".formatted(status, mediaType, length));
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("Connection: close\r\n\r\n").toString().getBytes(ISO_8859_1);
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
