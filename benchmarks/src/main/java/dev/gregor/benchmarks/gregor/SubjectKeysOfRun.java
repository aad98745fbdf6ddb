package dev.gregor.benchmarks.gregor;

import dev.gregor.avro.AvroCodec;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.file.FileMasterKeys;
import dev.gregor.privacy.key.topic.TopicKeyStore;
import dev.gregor.privacy.seal.KeyCache;
import dev.gregor.privacy.seal.SubjectKeys;
import dev.gregor.privacy.seal.SubjectSeal;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;

/** Keys of subjects of a run, in a topic, under a master key in a file: what a node seals with by itself. */
public final class SubjectKeysOfRun implements AutoCloseable {

    private static final int KEY_BYTES = 32;
    private static final int THREADS = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TopicKeyStore store;
    private final FileMasterKeys masters;
    private final SubjectSeal seal;

    private SubjectKeysOfRun(TopicKeyStore store, FileMasterKeys masters) {
        this.store = store;
        this.masters = masters;
        this.seal = new SubjectSeal(new SubjectKeys(store, masters, KeyCache.USUAL), new SimpleMeterRegistry());
    }

    /** Makes the topic and a master key. */
    public static SubjectKeysOfRun open(Place place) {
        String topic = new Topics(place.run() + '.').subjectKeys("benchmark");
        TopicKeyStore store = TopicKeyStore.open(topic, place.kafka(), () -> {
            try (Admin admin = Admin.create(place.kafka())) {
                new TopicProvisioner(admin, (short) 1, false).provide(List.of(TopicKeyStore.spec(topic)));
            }
        });
        return new SubjectKeysOfRun(store, FileMasterKeys.hex(masterKey(place.dir())));
    }

    private static byte[] key() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return key;
    }

    private static Path masterKey(Path dir) {
        try {
            Files.createDirectories(dir);
            return Files.writeString(
                    dir.resolve("master.keys"), "run " + HexFormat.of().formatHex(key()));
        } catch (IOException e) {
            throw new UncheckedIOException("The master key cannot be written to " + dir, e);
        }
    }

    /** Makes the keys of subjects, many at once: a command of a new one waits for its key. */
    public void make(Collection<String> subjects) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CompletableFuture.allOf(subjects.stream()
                            .map(each ->
                                    CompletableFuture.runAsync(() -> store.add(each, masters.wrap(key())), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            threads.shutdownNow();
        }
    }

    /** The store of the keys of subjects. */
    public SubjectKeyStore store() {
        return store;
    }

    /** What wraps them. */
    public MasterKeys masters() {
        return masters;
    }

    /** A codec that seals. */
    public AvroCodec sealing(AvroCodec codec) {
        return AvroCodec.sealing(codec, seal);
    }

    @Override
    public void close() {
        store.close();
    }
}
