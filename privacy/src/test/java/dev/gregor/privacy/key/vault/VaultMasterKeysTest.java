package dev.gregor.privacy.key.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.UnusableKeyException;
import dev.gregor.privacy.key.WrappedKey;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultMasterKeysTest {

    private final byte[] key = new byte[32];
    private VaultApi api;
    private MasterKeys masters;

    @BeforeEach
    void start() throws IOException {
        key[3] = 42;
        api = new VaultApi();
        masters = open("gregor");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private MasterKeys open(String name) {
        return VaultMasterKeys.open(VaultSettings.of(api.address(), () -> VaultApi.TOKEN), "transit", name);
    }

    @Test
    void unwrapsWhatItWraps() {
        WrappedKey wrapped = masters.wrap(key);

        assertThat(wrapped.master()).isEqualTo(masters.current()).isEqualTo("gregor:v1");
        assertThat(masters.unwrap(wrapped)).isEqualTo(key);
    }

    @Test
    void aNewVersionIsTheCurrentMasterKey() {
        WrappedKey old = masters.wrap(key);
        api.rotate();

        assertThat(masters.current()).isEqualTo("gregor:v2");
        assertThat(masters.wrap(key).master()).isEqualTo("gregor:v2");
        assertThat(masters.unwrap(old)).isEqualTo(key);
    }

    @Test
    void namesAVersionThatIsOutOfUse() {
        WrappedKey old = masters.wrap(key);
        api.rotate();
        api.minDecryptionVersion(2);

        assertThatThrownBy(() -> masters.unwrap(old))
                .isInstanceOf(UnusableKeyException.class)
                .hasMessageContaining("'gregor:v1'")
                .hasMessageContaining("too old");
    }

    @Test
    void refusesAKeyThatIsNotThere() {
        assertThatThrownBy(() -> open("absent")).isInstanceOf(TransientException.class);
    }

    @Test
    void waitsForAVaultThatIsSealed() {
        WrappedKey wrapped = masters.wrap(key);
        api.seal(true);

        assertThatThrownBy(() -> masters.unwrap(wrapped)).isInstanceOf(TransientException.class);
        assertThatThrownBy(() -> masters.wrap(key)).isInstanceOf(TransientException.class);
    }
}
