package dev.gregor.privacy.key.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.UnusableKeyException;
import dev.gregor.privacy.key.WrappedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileMasterKeysTest {

    private static final String FIRST = "2026-01 " + "0123456789abcdef".repeat(4) + "\n";
    private static final String SECOND = "2027-01 " + "fedcba9876543210".repeat(4) + "\n";
    private static final char[] PASSWORD = "correct horse".toCharArray();

    @TempDir
    private Path folder;

    private Path file;
    private final byte[] key = new byte[32];

    @BeforeEach
    void fill() {
        file = folder.resolve("master.keys");
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
    }

    private FileMasterKeys of(String lines) throws IOException {
        Files.writeString(file, lines);
        return FileMasterKeys.hex(file);
    }

    @Test
    void unwrapsWhatItWraps() throws IOException {
        FileMasterKeys masters = of("# ours\n\n" + FIRST);
        WrappedKey wrapped = masters.wrap(key);

        assertThat(wrapped.master()).isEqualTo("2026-01");
        assertThat(HexFormat.of().formatHex(wrapped.bytes()))
                .doesNotContain(HexFormat.of().formatHex(key).substring(0, 16));
        assertThat(masters.unwrap(wrapped)).isEqualTo(key);
    }

    @Test
    void wrapsAsTheStandardSays() throws IOException {
        String kek = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";
        byte[] data = HexFormat.of().parseHex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F");

        // RFC 3394, 4.6
        assertThat(HexFormat.of()
                        .withUpperCase()
                        .formatHex(of("m " + kek).wrap(data).bytes()))
                .isEqualTo("28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21");
    }

    @Test
    void wrapsByTheLastNameAndUnwrapsByAll() throws IOException {
        WrappedKey old = of(FIRST).wrap(key);
        FileMasterKeys masters = of(SECOND + FIRST);

        assertThat(masters.current()).isEqualTo("2027-01");
        assertThat(masters.wrap(key).master()).isEqualTo("2027-01");
        assertThat(masters.unwrap(old)).isEqualTo(key);
    }

    @Test
    void wrapsByTheKeyThatIsNamedSoThatAnotherOneCanBeGivenToAllFirst() throws IOException {
        WrappedKey later = of(SECOND).wrap(key);
        FileMasterKeys masters = of(FIRST + SECOND + "current 2026-01\n");

        assertThat(masters.current()).isEqualTo("2026-01");
        assertThat(masters.wrap(key).master()).isEqualTo("2026-01");
        assertThat(masters.unwrap(later)).isEqualTo(key);
    }

    @Test
    void refusesACurrentKeyThatIsNotThereAndTwoOfThem() {
        assertThatThrownBy(() -> of(FIRST + "current 2027-01\n"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("'2027-01' is current")
                .hasMessageContaining("[2026-01]");
        assertThatThrownBy(() -> of(FIRST + "current 2026-01\ncurrent 2026-01\n"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("Line 3");
    }

    @Test
    void readsTheFileAgainForAMasterKeyThatItDoesNotKnow() throws IOException {
        FileMasterKeys early = of(FIRST);
        WrappedKey wrapped = of(FIRST + SECOND).wrap(key);

        assertThat(early.unwrap(wrapped)).isEqualTo(key);
        assertThat(early.current()).isEqualTo("2027-01");
    }

    @Test
    void keepsTheKeysFromBeforeWhileTheFileIsMalformedOrAway() throws IOException {
        FileMasterKeys masters = of(FIRST);
        WrappedKey wrapped = masters.wrap(key);
        WrappedKey unknown = new WrappedKey("2027-01", wrapped.bytes());

        Files.writeString(file, "2027-01 zz\n");
        assertThatThrownBy(() -> masters.unwrap(unknown)).isInstanceOf(UnusableKeyException.class);
        assertThat(masters.unwrap(wrapped)).isEqualTo(key);

        Files.delete(file);
        assertThatThrownBy(() -> masters.unwrap(unknown))
                .isInstanceOf(UnusableKeyException.class)
                .hasMessageContaining("'2027-01'")
                .hasMessageContaining("[2026-01]");
        assertThat(masters.unwrap(wrapped)).isEqualTo(key);
    }

    @Test
    void tellsAKeyOfTheSameNameFromTheOneThatWrapped() throws IOException {
        WrappedKey wrapped = of(FIRST).wrap(key);
        FileMasterKeys other = of(SECOND.replace("2027", "2026"));

        assertThatThrownBy(() -> other.unwrap(wrapped))
                .isInstanceOf(UnusableKeyException.class)
                .hasMessageContaining("is not the one that a key was wrapped by");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing\n",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "m 0123456789abcdef",
                "m 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg",
                "m 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef x",
            })
    void refusesWhatIsNoMasterKeyAndShowsNothingOfIt(String lines) {
        assertThatThrownBy(() -> of(lines))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("openssl rand -hex 32")
                .hasMessageNotContaining("0123456789");
    }

    @Test
    void refusesTwoKeysOfOneName() {
        assertThatThrownBy(() -> of(FIRST + FIRST))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("two master keys '2026-01'");
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(() -> FileMasterKeys.hex(folder.resolve("absent")))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void takesTheKeysThatKeytoolMakes() throws Exception {
        keytool("2026-01", "256");
        WrappedKey old = FileMasterKeys.pkcs12(file, PASSWORD).wrap(key);
        keytool("2027-01", "256");
        FileMasterKeys masters = FileMasterKeys.pkcs12(file, PASSWORD);

        assertThat(old.master()).isEqualTo("2026-01");
        assertThat(masters.current()).isEqualTo("2027-01");
        assertThat(masters.unwrap(old)).isEqualTo(key);
        assertThatThrownBy(() -> FileMasterKeys.pkcs12(file, "x".toCharArray()))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("the password is wrong");
    }

    @Test
    void refusesAShortKeyOfKeytool() throws Exception {
        keytool("2026-01", "128");

        assertThatThrownBy(() -> FileMasterKeys.pkcs12(file, PASSWORD))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("has 128 bits, expected 256");
    }

    private void keytool(String alias, String bits) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genseckey",
                        "-storetype",
                        "PKCS12",
                        "-keyalg",
                        "AES",
                        "-keysize",
                        bits,
                        "-alias",
                        alias,
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
    }
}
