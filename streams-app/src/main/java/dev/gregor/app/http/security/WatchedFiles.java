package dev.gregor.app.http.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small files that may change, as a whole and also behind a link. Used by one thread at a time. */
final class WatchedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

    private final List<Path> paths;
    private List<byte[]> content;

    /** Reads them for the first time. */
    WatchedFiles(List<Path> paths) {
        this.paths = List.copyOf(paths);
        this.content = contentOf(paths);
    }

    /** What was read last. */
    List<byte[]> read() {
        return content;
    }

    /** Reads them again, and answers whether anything is another than before; not if one cannot be read. */
    boolean haveChanged() {
        try {
            List<byte[]> now = contentOf(paths);
            boolean isSame = Arrays.deepEquals(now.toArray(), content.toArray());
            content = now;
            return !isSame;
        } catch (UncheckedIOException e) {
            LOG.warn("{} cannot be read again, so what was read before holds", paths, e.getCause());
            return false;
        }
    }

    private static List<byte[]> contentOf(List<Path> paths) {
        List<byte[]> content = new ArrayList<>();
        for (Path path : paths) {
            try {
                content.add(Files.readAllBytes(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return content;
    }
}
