package dev.gregor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes of the application as the virtual machine archives them (CDS), which saves a third of each start. The first
 * process that starts writes them when it ends, beside the JAR that they are of; if it is killed, all do without.
 */
final class ClassArchive {

    private ClassArchive() {}

    /** The options by which a process uses the archive, or makes it if nobody has begun to. */
    static List<String> options() {
        try {
            String name =
                    "streams-app-" + Files.getLastModifiedTime(JarProcess.JAR).toMillis() + ".jsa";
            Path archive = JarProcess.JAR.resolveSibling(name);
            return isMine(archive)
                    ? List.of("-XX:ArchiveClassesAtExit=" + archive)
                    : Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isMine(Path archive) throws IOException {
        try {
            Files.createFile(archive.resolveSibling(archive.getFileName() + ".claim"));
            return true;
        } catch (FileAlreadyExistsException anotherHasBegun) {
            return false;
        }
    }
}
