package dev.gregor.projection.run;

import dev.gregor.projection.Projection;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells the code of projections apart by their class files: those of the class, of the classes in it, and of those it extends. */
final class ClassCode {

    private ClassCode() {}

    /** The SHA-256 of the class files; empty if one of them cannot be read. */
    static Optional<String> of(Class<?> projection) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (@Nullable Class<?> each = projection;
                    each != null && each != Projection.class;
                    each = each.getSuperclass()) {
                for (Class<?> part : parts(each)) {
                    digest.update(bytes(part));
                }
            }
            return Optional.of(HexFormat.of().formatHex(digest.digest()));
        } catch (IOException | LinkageError | NoSuchAlgorithmException e) {
            return Optional.empty();
        }
    }

    /** A class and all that is in it; of a class that is in another one, nothing of that. */
    private static List<Class<?>> parts(Class<?> whole) {
        String inside = whole.getName() + '$';
        return Stream.of(whole.getNestMembers())
                .filter(each -> each == whole || each.getName().startsWith(inside))
                .sorted(Comparator.comparing(Class::getName))
                .toList();
    }

    private static byte[] bytes(Class<?> part) throws IOException {
        String file = part.getName().substring(part.getName().lastIndexOf('.') + 1) + ".class";
        try (@Nullable InputStream in = part.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("no " + file);
            }
            return in.readAllBytes();
        }
    }
}
