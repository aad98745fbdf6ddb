package dev.gregor.e2e;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The loaded classes of the JAR, which the JVM writes to an archive when the first process ends, and which spare each later one
 * a third of the work of its start. Processes before that go without.
 */
final class ClassArchive {

    private static final Path FILE = archive();
    private static final Path UNFINISHED = FILE.resolveSibling(FILE.getFileName() + ".new");

    private ClassArchive() {}

    /** An archive is that of one JAR. */
    private static Path archive() {
        try {
            long built = Files.getLastModifiedTime(JarProcess.JAR).toMillis();
            return Path.of("target", "classes-" + built + ".jsa").toAbsolutePath();
        } catch (IOException e) {
            throw new AssertionError("There is no " + JarProcess.JAR, e);
        }
    }

    /** The options of a process that uses the archive, if there is one. */
    static List<String> used() {
        return Files.exists(FILE) ? List.of("-XX:SharedArchiveFile=" + FILE) : List.of();
    }

    /** Whether the caller is the one whose process is to write it. */
    static boolean isToBeWritten() {
        try {
            Files.createDirectories(FILE.getParent());
            Files.createFile(FILE.resolveSibling(FILE.getFileName() + ".claimed"));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError("The archive " + FILE + " cannot be made", e);
        }
    }

    /** The options of the process that writes it. */
    static List<String> written() {
        return List.of("-XX:ArchiveClassesAtExit=" + UNFINISHED, "-Xlog:disable");
    }

    /** The process that writes it has ended; it has written nothing if it was killed. */
    static void finish() {
        try {
            if (Files.exists(UNFINISHED)) {
                Files.move(UNFINISHED, FILE, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new AssertionError("The archive " + FILE + " cannot be made", e);
        }
    }
}
