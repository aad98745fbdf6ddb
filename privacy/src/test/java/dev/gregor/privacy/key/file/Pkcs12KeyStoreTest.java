package dev.gregor.privacy.key.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.SubjectKeyStoreContract;
import dev.gregor.privacy.key.WrappedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Pkcs12KeyStoreTest extends SubjectKeyStoreContract {

    private static final char[] PASSWORD = "correct horse".toCharArray();

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("keys").resolve("subjects.p12");
    }

    @Override
    protected SubjectKeyStore open() {
        return Pkcs12KeyStore.open(file(), PASSWORD);
    }

    @Test
    void refusesASecondInstance() {
        try (SubjectKeyStore first = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(PermanentException.class)
                    .hasMessageContaining("is used by another process");
            assertThat(first.find("a")).isEmpty();
        }
        open().close();
    }

    @Test
    void refusesAWrongPasswordAndLetsTheFileGo() {
        try (SubjectKeyStore store = open()) {
            store.add("a", key("m1"));
        }

        assertThatThrownBy(() -> Pkcs12KeyStore.open(file(), "other".toCharArray()))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("the password is wrong");
        open().close();
    }

    @Test
    void refusesAFileOfSomethingElse() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "not a key store");
        assertThatThrownBy(this::open).isInstanceOf(PermanentException.class).hasMessageContaining("it is no PKCS#12");

        Files.delete(file());
        Pkcs12File other = Pkcs12File.readOrNew(file(), PASSWORD);
        other.put("tls key", new byte[] {42});
        Files.write(file(), other.bytes());
        assertThatThrownBy(this::open)
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("has the entry 'tls key', which is no subject");
    }

    @Test
    void hasNothingOfAKeyThatIsDestroyedInTheFile() throws Exception {
        WrappedKey kept = key("m1");
        WrappedKey destroyed = key("m1");
        try (SubjectKeyStore store = open()) {
            store.add("ada", kept);
            store.add("bob", destroyed);
            store.forget("bob", receipt("r1"));
        }

        assertThat(secrets())
                .contains(Base64.getEncoder().encodeToString(kept.bytes()))
                .contains("r1")
                .doesNotContain(Base64.getEncoder().encodeToString(destroyed.bytes()));
    }

    /** As keytool would read it, with the password. */
    private String secrets() throws Exception {
        KeyStore content = KeyStore.getInstance(file().toFile(), PASSWORD);
        StringBuilder secrets = new StringBuilder();
        for (String name : Collections.list(content.aliases())) {
            secrets.append(new String(HexFormat.of().parseHex(name), UTF_8))
                    .append(new String(content.getKey(name, PASSWORD).getEncoded(), UTF_8));
        }
        return secrets.toString();
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        try (SubjectKeyStore store = open()) {
            store.add("a", key("m1"));
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void saysThatAKeyWasNotWrittenAndWritesItLater() throws IOException {
        try (SubjectKeyStore store = open()) {
            WrappedKey key = key("m1");
            Path inTheWay = Files.createDirectories(
                    file().resolveSibling("subjects.p12.next").resolve("full"));

            assertThatThrownBy(() -> store.add("a", key)).isInstanceOf(TransientException.class);
            assertThat(store.find("a")).isEmpty();

            Files.delete(inTheWay);
            assertThat(store.add("a", key("m1"))).isEqualTo(key);
            assertThat(store.find("a")).contains(key);
        }
    }

    @Test
    void goesOnAfterACrashInTheMiddleOfAWrite() throws IOException {
        WrappedKey key = key("m1");
        try (SubjectKeyStore store = open()) {
            store.add("a", key);
        }
        Files.write(file().resolveSibling("subjects.p12.next"), new byte[] {1, 2, 3});

        try (SubjectKeyStore store = open()) {
            assertThat(store.find("a")).contains(key);
            store.add("b", key);
        }
    }

    @Test
    void writesNoMoreOnceItIsClosed() {
        SubjectKeyStore store = open();
        store.close();

        assertThatThrownBy(() -> store.add("a", key("m1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
    }
}
