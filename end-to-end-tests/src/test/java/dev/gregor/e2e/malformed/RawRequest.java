package dev.gregor.e2e.malformed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;

/**
 * The bytes of a request as they are, which no client of HTTP would send.
 *
 * @param head its first line and its headers
 * @param ends whether nothing follows the body
 */
public record RawRequest(String head, byte[] body, boolean ends) {

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int SHOWN = 300;

    static RawRequest of(String method, String path, String headers, byte[] body) {
        String length = method.equals("GET") ? "" : "Content-Length: " + body.length + "\r\n";
        return new RawRequest(
                "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s%s\r\n"
                        .formatted(method, path, length, headers),
                body,
                false);
    }

    static RawRequest get(String path, String headers) {
        return of("GET", path, headers, new byte[0]);
    }

    static RawRequest post(String path, String headers, String body) {
        return of("POST", path, headers, body.getBytes(UTF_8));
    }

    /** Sends it on a connection of its own, and answers all that comes back. */
    public String send(String url) throws IOException {
        URI server = URI.create(url);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            try {
                OutputStream out = socket.getOutputStream();
                out.write(head.getBytes(UTF_8));
                out.write(body);
                out.flush();
                if (ends) {
                    socket.shutdownOutput();
                }
            } catch (IOException alreadyAnswered) {
                // what was answered can be read
            }
            return answer(socket.getInputStream());
        }
    }

    private static String answer(InputStream in) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            int read = in.read(buffer);
            while (read >= 0) {
                answer.write(buffer, 0, read);
                read = in.read(buffer);
            }
        } catch (IOException reset) {
            if (answer.size() == 0) {
                throw reset;
            }
        }
        return answer.toString(UTF_8);
    }

    /** The beginning of it. */
    @Override
    public String toString() {
        String all = head + new String(body, ISO_8859_1);
        return all.length() > SHOWN ? all.substring(0, SHOWN) + "... (" + all.length() + ")" : all;
    }
}
