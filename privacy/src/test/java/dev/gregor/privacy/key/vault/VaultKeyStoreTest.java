package dev.gregor.privacy.key.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.SubjectKeyStoreContract;
import dev.gregor.privacy.key.UnusableKeyException;
import dev.gregor.privacy.key.WrappedKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Against what answers as the documentation says; the contract also against a Vault, with its KV version 2 at {@code secret}, if the
 * environment has {@code VAULT_ADDR} and {@code VAULT_TOKEN}.
 */
class VaultKeyStoreTest extends SubjectKeyStoreContract {

    private VaultApi api;

    private final String folder = "gregor/" + UUID.randomUUID();

    @BeforeEach
    void start() throws IOException {
        api = new VaultApi();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Override
    protected SubjectKeyStore open() {
        String real = System.getenv("VAULT_ADDR");
        return real == null
                ? open("secret", VaultApi.TOKEN)
                : VaultKeyStore.open(
                        VaultSettings.of(URI.create(real), () -> System.getenv("VAULT_TOKEN")), "secret", folder);
    }

    private SubjectKeyStore open(String mount, String token) {
        return VaultKeyStore.open(VaultSettings.of(api.address(), () -> token), mount, folder);
    }

    private String path(String subject) {
        return folder + '/' + Base64.getUrlEncoder().withoutPadding().encodeToString(subject.getBytes(UTF_8));
    }

    @Test
    void instancesAgreeOnTheKeysOfSubjects() throws Exception {
        SubjectKeyStore one = open("secret", VaultApi.TOKEN);
        SubjectKeyStore two = open("secret", VaultApi.TOKEN);

        List<Map<String, SubjectEntry>> answers = together(thread -> {
            Map<String, SubjectEntry> answer = new HashMap<>();
            for (int i = 0; i < 50; i++) {
                WrappedKey mine = new WrappedKey("m1", new byte[] {(byte) thread});
                answer.put("s" + i, (thread % 2 == 0 ? one : two).add("s" + i, mine));
            }
            return answer;
        });

        assertThat(Set.copyOf(answers)).hasSize(1);
    }

    @Test
    void nothingIsKeptOfAKeyThatIsDestroyedOrWrappedAnew() {
        SubjectKeyStore store = open("secret", VaultApi.TOKEN);
        WrappedKey old = key("m1");
        WrappedKey rewrapped = key("m2");
        store.add("a", old);

        store.rewrap("a", old, rewrapped);
        assertThat(api.kept()).doesNotContain(base64(old)).contains(base64(rewrapped));

        store.forget("a", receipt("r1"));
        assertThat(api.kept()).doesNotContain(base64(old)).doesNotContain(base64(rewrapped));
    }

    private static String base64(WrappedKey key) {
        return Base64.getEncoder().encodeToString(key.bytes());
    }

    @Test
    void refusesASecretThatSomebodyElseHasDeletedUntilItsSubjectIsForgotten() {
        SubjectKeyStore store = open("secret", VaultApi.TOKEN);
        store.add("a", key("m1"));
        api.delete(path("a"));

        assertThatThrownBy(() -> store.find("a"))
                .isInstanceOf(UnusableKeyException.class)
                .hasMessageContaining("undelete its version 1");
        assertThatThrownBy(() -> store.add("a", key("m1"))).isInstanceOf(UnusableKeyException.class);
        assertThat(store.forget("a", receipt("r1"))).isEqualTo(receipt("r1"));
        assertThat(store.find("a")).contains(receipt("r1"));
    }

    @Test
    void passesOverAndCountsSecretsThatCannotBeRead() throws Exception {
        SubjectKeyStore store = open("secret", VaultApi.TOKEN);
        WrappedKey key = key("m1");
        List.of("a", "b", "c").forEach(subject -> store.add(subject, key));
        store.forget("d", receipt("r1"));
        Map<String, SubjectEntry> all = new HashMap<>();
        assertThat(store.forEach(all::put)).isZero();
        assertThat(all).hasSize(4);

        api.delete(path("a"));
        put(path("b"), "{\"data\":{\"other\":1}}");
        put(folder + "/no+subject", "{\"data\":{}}");

        all.clear();
        assertThat(store.forEach(all::put)).isEqualTo(3);
        assertThat(all).isEqualTo(Map.of("c", key, "d", receipt("r1")));
    }

    private void put(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(api.address().resolve("/v1/secret/data/" + path))
                .header("X-Vault-Token", VaultApi.TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void waitsForAVaultThatIsSealed() {
        SubjectKeyStore store = open("secret", VaultApi.TOKEN);
        WrappedKey key = key("m1");
        store.add("a", key);

        api.seal(true);
        try {
            assertThatThrownBy(() -> store.find("a"))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("503")
                    .hasMessageContaining("Vault is sealed");
        } finally {
            api.seal(false);
        }
        assertThat(store.find("a")).contains(key);
    }

    @Test
    void messagesDoNotShowTheSubject() {
        SubjectKeyStore store = open("secret", VaultApi.TOKEN);
        String shown = Base64.getUrlEncoder().withoutPadding().encodeToString("ann@example.com".getBytes(UTF_8));
        api.seal(true);

        assertThatThrownBy(() -> store.find("ann@example.com"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("secret/data/" + folder)
                .hasMessageNotContaining(shown);
    }

    @Test
    void asksWithTheTokenOfTheMoment() {
        AtomicReference<String> token = new AtomicReference<>(VaultApi.TOKEN);
        VaultSettings settings = VaultSettings.of(api.address(), token::get);
        SubjectKeyStore store = VaultKeyStore.open(settings, "secret", folder);
        token.set("expired");

        assertThatThrownBy(() -> store.find("a"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("permission denied")
                .hasMessageNotContaining("expired");
        token.set(VaultApi.TOKEN);
        assertThat(store.find("a")).isEmpty();
        assertThat(settings.toString()).doesNotContain(VaultApi.TOKEN);
    }

    @Test
    void refusesAMountThatIsNotThere() {
        assertThatThrownBy(() -> open("absent", VaultApi.TOKEN))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("no handler for route");
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        URI nobody;
        try (VaultApi gone = new VaultApi()) {
            nobody = gone.address();
        }

        assertThatThrownBy(() -> VaultKeyStore.open(VaultSettings.of(nobody, () -> VaultApi.TOKEN), "secret", folder))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("does not answer");
    }
}
