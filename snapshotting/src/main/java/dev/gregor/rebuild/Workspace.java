package dev.gregor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A folder for more aggregates than memory holds. What is written in one {@link #write} is there as a whole after the process
 * was killed, or not at all. Thread-safe.
 */
final class Workspace implements AutoCloseable {

    /** What a key is about; the first byte of it. */
    enum Kind {
        /** The mark of the work that the folder is for. */
        PURPOSE('w'),
        /** How far a partition is read. */
        CHECKPOINT('p'),
        /** An aggregate of a partition. */
        AGGREGATE('a'),
        /** An outcome of a partition. */
        OUTCOME('o'),
        /** The offset of a command in a partition, by its key. */
        COMMAND('c'),
        /** A record of the store of a partition. */
        STORED('s');

        private final byte mark;

        Kind(char mark) {
            this.mark = (byte) mark;
        }
    }

    private final Path folder;
    private final Options options = new Options().setCreateIfMissing(true);
    private final WriteOptions writing = new WriteOptions();
    private final RocksDB db;

    private Workspace(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            this.db = RocksDB.open(options, folder.toString());
        } catch (IOException | RocksDBException e) {
            throw new PermanentException("The folder " + folder + " cannot be used (" + e.getMessage() + ")", e);
        }
    }

    /** Opens a folder; what is in it from work with another purpose is deleted. */
    static Workspace open(Path folder, String purpose) {
        RocksDB.loadLibrary();
        Workspace found = new Workspace(folder);
        byte[] key = key(Kind.PURPOSE, 0, new byte[0]);
        byte[] mark = purpose.getBytes(UTF_8);
        if (Arrays.equals(mark, found.get(key))) {
            return found;
        }
        found.delete();
        Workspace fresh = new Workspace(folder);
        fresh.write(Map.of(Bytes.wrap(key), mark));
        return fresh;
    }

    static byte[] key(Kind kind, int partition, byte[] rest) {
        return ByteBuffer.allocate(1 + Integer.BYTES + rest.length)
                .put(kind.mark)
                .putInt(partition)
                .put(rest)
                .array();
    }

    byte @Nullable [] get(byte[] key) {
        try {
            return db.get(key);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** How far a partition is read. */
    Checkpoint checkpoint(int partition, long beginning) {
        return Checkpoint.decode(get(key(Kind.CHECKPOINT, partition, new byte[0])), beginning);
    }

    void write(Map<Bytes, byte[]> entries) {
        try (WriteBatch batch = new WriteBatch()) {
            for (Map.Entry<Bytes, byte[]> each : entries.entrySet()) {
                if (each.getValue().length == 0) {
                    batch.delete(each.getKey().get());
                } else {
                    batch.put(each.getKey().get(), each.getValue());
                }
            }
            db.write(writing, batch);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    /** All entries of a kind and a partition, in the order of keys, which are handed on without kind and partition. */
    void forEach(Kind kind, int partition, BiConsumer<byte[], byte[]> action) {
        byte[] prefix = key(kind, partition, new byte[0]);
        try (RocksIterator entries = db.newIterator()) {
            for (entries.seek(prefix); entries.isValid() && startsWith(entries.key(), prefix); entries.next()) {
                byte[] key = entries.key();
                action.accept(Arrays.copyOfRange(key, prefix.length, key.length), entries.value());
            }
        }
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return Arrays.equals(key, 0, Math.min(prefix.length, key.length), prefix, 0, prefix.length);
    }

    private PermanentException failed(RocksDBException e) {
        return new PermanentException(
                "The folder " + folder + " failed (" + e.getMessage() + "): is the disk full?", e);
    }

    /** Closes it and deletes the folder. */
    void delete() {
        close();
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be deleted", e);
        }
    }

    @Override
    public void close() {
        db.close();
        writing.close();
        options.close();
    }
}
