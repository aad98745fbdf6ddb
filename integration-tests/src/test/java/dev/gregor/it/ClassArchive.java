package dev.gregor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The classes of the application as the virtual machine archives them (CDS), which saves a third of each start. The first
 * process that ends in peace writes it, beside the JAR that it is for.
 */
final class ClassArchive {

    private static final Path ARCHIVE = JarProcess.JAR.resolveSibling("streams-app.jsa");
    private static final Path CLAIM = JarProcess.JAR.resolveSibling("streams-app.jsa.claim");

    private ClassArchive() {}

    /** The option by which a process uses the archive, or makes it if nobody has begun to. */
    static String option() {
        try {
            if (isOlderThanJar(CLAIM)) {
                Files.deleteIfExists(ARCHIVE);
                Files.deleteIfExists(CLAIM);
            }
            Files.createFile(CLAIM);
            return "-XX:ArchiveClassesAtExit=" + ARCHIVE;
        } catch (FileAlreadyExistsException someoneHas) {
            return "-XX:SharedArchiveFile=" + ARCHIVE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOlderThanJar(Path claim) throws IOException {
        return Files.exists(claim)
                && Files.getLastModifiedTime(claim).compareTo(Files.getLastModifiedTime(JarProcess.JAR)) < 0;
    }
}
