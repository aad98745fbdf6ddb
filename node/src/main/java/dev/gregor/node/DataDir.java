package dev.gregor.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The folder of all that one process keeps; locked as long as this is open. */
final class DataDir implements AutoCloseable {

    private static final String STREAMS = "streams";

    private final Path path;
    private final FileChannel lockFile;

    private final String instanceId;

    private DataDir(Path path, FileChannel lockFile, String instanceId) {
        this.path = path;
        this.lockFile = lockFile;
        this.instanceId = instanceId;
    }

    /**
     * Opens a folder, made if missing.
     *
     * @throws StartException if another process has it, or it cannot be written to
     */
    static DataDir open(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            // before the Kafka Streams applications, which start at the same time and fail if another one makes it
            // meanwhile
            Files.createDirectories(absolute.resolve(STREAMS));
            FileChannel file = FileChannel.open(
                    absolute.resolve("gregor.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(file) == null) {
                file.close();
                throw new StartException(
                        "The data folder %s is in use by another process: stop that, or choose another one (--data-dir, gregor.data-dir)"
                                .formatted(absolute),
                        null);
            }
            return new DataDir(absolute, file, instanceId(file, absolute.resolve("instance-id")));
        } catch (IOException e) {
            throw new StartException(
                    "The data folder %s cannot be used (%s): make it writable, or choose another one (--data-dir, gregor.data-dir)"
                            .formatted(absolute, e),
                    e);
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path streams() {
        return path.resolve(STREAMS);
    }

    /** A name of this instance that is the same after a restart in this folder. */
    String instanceId() {
        return instanceId;
    }

    /** Read once, while nobody else has the folder, and made if missing or empty. */
    private static String instanceId(FileChannel lockFile, Path file) throws IOException {
        try {
            String known = Files.exists(file) ? Files.readString(file).strip() : "";
            if (!known.isEmpty()) {
                return known;
            }
            return Files.readString(Files.writeString(file, UUID.randomUUID().toString()));
        } catch (IOException e) {
            lockFile.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
