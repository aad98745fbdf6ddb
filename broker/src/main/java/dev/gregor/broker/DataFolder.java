package dev.gregor.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** The folder of one broker, held by one process at a time (the lock dies with the process). */
final class DataFolder implements Closeable {

    private static final long MIN_FREE_BYTES = 64L << 20;

    /**
     * For new folders: one version before the newest, so that the previous Gregor can open them, too. It cannot be taken back.
     */
    private static final MetadataVersion FORMAT = MetadataVersion.IBP_4_3_IV0;

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static DataFolder open(Path dataDir) {
        var path = dataDir.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            checkSpace(path);
            return new DataFolder(path, lock(path.resolve("broker.lock")));
        } catch (FileAlreadyExistsException e) {
            throw new BrokerException("%s is a file: give a folder for the broker's data".formatted(path), e);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /** Kafka's own folder, apart because Kafka takes every folder in it for a partition. */
    Path logs() {
        return path.resolve("kafka");
    }

    /** The file of {@link FormerAddresses}. */
    Path addresses() {
        return path.resolve("broker.address");
    }

    /**
     * Writes the identity of a new cluster, last of all {@code meta.properties}: a half-formatted folder is formatted again.
     */
    void formatIfNew(Membership membership) {
        if (Files.exists(logs().resolve("meta.properties"))) {
            return;
        }
        var directory = logs().toString();
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
                    .setNodeId(membership.nodeId())
                    .setClusterId(membership.clusterId())
                    .setControllerListenerName(BoundPorts.CONTROLLER)
                    .setReleaseVersion(FORMAT)
                    .addDirectory(directory)
                    .setMetadataLogDirectory(directory)
                    .run();
        } catch (Exception e) {
            throw unwritable(path, e);
        }
    }

    @Override
    public void close() {
        Utils.closeQuietly(lock, "folder lock");
    }

    /** How much can be written to its disk; 0 if that cannot be found out. */
    long freeBytes() {
        return path.toFile().getUsableSpace();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static void checkSpace(Path path) throws IOException {
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < MIN_FREE_BYTES) {
            throw new BrokerException(
                    "The disk of %s has %d MiB free and the broker needs at least %d: free some, or choose another data folder"
                            .formatted(path, free >> 20, MIN_FREE_BYTES >> 20),
                    null);
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            throw new BrokerException(
                    "The data folder %s is in use by the broker of process %s: stop that one, or choose another data folder"
                            .formatted(file.getParent(), Files.readString(file)),
                    null);
        }
        channel.truncate(0)
                .write(ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
        return channel;
    }

    /** Locks a byte far behind the content, which others can so still read where locks are mandatory (Windows). */
    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static BrokerException unwritable(Path path, Exception cause) {
        return new BrokerException(
                "Cannot write to the data folder %s (%s): make it writable, or choose another data folder"
                        .formatted(path, cause),
                cause);
    }
}
