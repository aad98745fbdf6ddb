package dev.gregor.e2e.personal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Text that tells of whom it is, such as {@code MaRk000042}, and where it is found. */
final class Marked {

    private static final String BEFORE = "MaRk";
    private static final int DIGITS = 6;
    private static final int CHUNK = 1 << 20;

    private Marked() {}

    static String text(int person) {
        return BEFORE + "%06d".formatted(person);
    }

    /** The persons whose text is in files below a folder, with the first file that has it. */
    static SortedMap<Integer, Path> below(Path folder, Predicate<Path> which) throws IOException {
        TreeMap<Integer, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .filter(which)
                    .forEach(file -> in(file).forEach(person -> found.putIfAbsent(person, file)));
        }
        return found;
    }

    /** The persons whose text is in a file; none if it is deleted meanwhile. */
    static Set<Integer> in(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            return in(bytes);
        } catch (NoSuchFileException deleted) {
            return Set.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Set<Integer> in(InputStream bytes) throws IOException {
        Scan scan = new Scan();
        byte[] chunk = new byte[CHUNK];
        for (int length = bytes.read(chunk); length >= 0; length = bytes.read(chunk)) {
            for (int i = 0; i < length; i++) {
                scan.next(chunk[i]);
            }
        }
        return scan.found;
    }

    /** No text begins within another one, nor with a repeated letter, so that one pass finds all. */
    private static final class Scan {

        private final Set<Integer> found = new TreeSet<>();
        private int matched;
        private int person;

        void next(byte next) {
            boolean isText = matched < BEFORE.length() && next == BEFORE.charAt(matched);
            boolean isDigit = matched >= BEFORE.length() && next >= '0' && next <= '9';
            person = isDigit ? 10 * person + next - '0' : 0;
            matched = isText || isDigit ? matched + 1 : next == BEFORE.charAt(0) ? 1 : 0;
            if (matched == BEFORE.length() + DIGITS) {
                found.add(person);
                matched = 0;
                person = 0;
            }
        }
    }
}
