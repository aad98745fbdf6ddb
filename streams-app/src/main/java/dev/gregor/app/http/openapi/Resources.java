package dev.gregor.app.http.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads what is in the JAR of the application. */
final class Resources {

    private Resources() {}

    static byte[] bytes(String path) {
        try (InputStream in = open(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InputStream open(String path) throws IOException {
        InputStream in = Resources.class.getResourceAsStream(path);
        if (in == null) {
            throw new IOException("The resource " + path + " is missing in the application's JAR");
        }
        return in;
    }
}
