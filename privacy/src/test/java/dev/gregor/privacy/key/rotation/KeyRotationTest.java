package dev.gregor.privacy.key.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.ForwardingKeyStore;
import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.WrappedKey;
import dev.gregor.privacy.key.file.FileMasterKeys;
import dev.gregor.privacy.key.file.Pkcs12KeyStore;
import dev.gregor.privacy.key.rotation.Rotation.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {

    private static final String OLD = "2026-01 " + "0123456789abcdef".repeat(4) + "\n";
    private static final String NEW = "2027-01 " + "fedcba9876543210".repeat(4) + "\n";
    private static final int SUBJECTS = 50;

    @TempDir
    private Path folder;

    private SubjectKeyStore store;

    @BeforeEach
    void fill() throws IOException {
        store = Pkcs12KeyStore.open(folder.resolve("subjects.p12"), "correct horse".toCharArray());
        MasterKeys old = masters("old", OLD);
        for (int i = 0; i < SUBJECTS; i++) {
            store.add("s" + i, old.wrap(key(i)));
        }
        store.forget("s7", new Forgotten("r1", Instant.EPOCH, "ada", ""));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private MasterKeys masters(String name, String lines) throws IOException {
        return FileMasterKeys.hex(Files.writeString(folder.resolve(name), lines));
    }

    private static byte[] key(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return key;
    }

    private static Rotation run(KeyRotation rotation) {
        rotation.start();
        return Awaitility.await().until(rotation::progress, progress -> progress.state() != State.RUNNING);
    }

    @Test
    void wrapsAllKeysByTheCurrentMasterKeySoThatTheOldOneMayGo() throws IOException {
        Rotation end;
        try (KeyRotation rotation = new KeyRotation(store, masters("both", OLD + NEW))) {
            assertThat(rotation.progress().state()).isEqualTo(State.NONE);
            end = run(rotation);
        }

        assertThat(end).isEqualTo(new Rotation(State.DONE, "2027-01", SUBJECTS - 1, Map.of(), Optional.empty()));
        MasterKeys newOnly = masters("new", NEW);
        for (int i = 0; i < SUBJECTS; i++) {
            int number = i;
            assertThat(store.find("s" + i)).hasValueSatisfying(entry -> {
                if (entry instanceof WrappedKey key) {
                    assertThat(newOnly.unwrap(key)).isEqualTo(key(number));
                } else {
                    assertThat(number).isEqualTo(7);
                }
            });
        }
    }

    @Test
    void hasNothingToDoTheSecondTime() throws IOException {
        try (KeyRotation rotation = new KeyRotation(store, masters("both", OLD + NEW))) {
            run(rotation);
            assertThat(run(rotation)).isEqualTo(new Rotation(State.DONE, "2027-01", 0, Map.of(), Optional.empty()));
        }
    }

    @Test
    void goesOnWhereItWasInterrupted() throws IOException {
        MasterKeys both = masters("both", OLD + NEW);
        Rotation interrupted;
        try (KeyRotation rotation = new KeyRotation(new FailingStore(store, 20), both)) {
            interrupted = run(rotation);
        }
        assertThat(interrupted.state()).isEqualTo(State.FAILED);
        assertThat(interrupted.problem()).contains("The store is away");
        assertThat(interrupted.rewrapped()).isEqualTo(20);

        try (KeyRotation rotation = new KeyRotation(store, both)) {
            assertThat(run(rotation))
                    .isEqualTo(new Rotation(State.DONE, "2027-01", SUBJECTS - 1 - 20, Map.of(), Optional.empty()));
        }
    }

    @Test
    void saysWhichMasterKeyIsMissingAndWrapsTheOthers() throws IOException {
        store.add("late", masters("middle", "2026-06 " + "ab".repeat(32)).wrap(key(1)));

        try (KeyRotation rotation = new KeyRotation(store, masters("both", OLD + NEW))) {
            Rotation end = run(rotation);

            assertThat(end.state()).isEqualTo(State.FAILED);
            assertThat(end.rewrapped()).isEqualTo(SUBJECTS - 1);
            assertThat(end.left()).isEqualTo(Map.of("2026-06", 1L));
            assertThat(end.problem()).hasValueSatisfying(why -> assertThat(why).contains("'2026-06'"));
        }
    }

    @Test
    void isNotDoneWhileKeysCannotBeRead() throws IOException {
        SubjectKeyStore passing = new ForwardingKeyStore(store) {
            @Override
            public long forEach(BiConsumer<String, SubjectEntry> action) {
                return 2 + super.forEach(action);
            }
        };
        try (KeyRotation rotation = new KeyRotation(passing, masters("both", OLD + NEW))) {
            Rotation end = run(rotation);

            assertThat(end.state()).isEqualTo(State.FAILED);
            assertThat(end.rewrapped()).isEqualTo(SUBJECTS - 1);
            assertThat(end.left()).isEmpty();
            assertThat(end.problem()).hasValueSatisfying(why -> assertThat(why).startsWith("2 keys cannot be read"));
        }
    }

    /** Is away after some keys. */
    private static final class FailingStore extends ForwardingKeyStore {

        private final AtomicInteger left;

        FailingStore(SubjectKeyStore store, int left) {
            super(store);
            this.left = new AtomicInteger(left);
        }

        @Override
        public boolean rewrap(String subject, WrappedKey old, WrappedKey now) {
            if (left.getAndDecrement() <= 0) {
                throw new TransientException("The store is away");
            }
            return super.rewrap(subject, old, now);
        }
    }
}
