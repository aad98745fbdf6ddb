package dev.gregor.privacy.key.vault;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a Vault is, and how to ask it.
 *
 * @param address such as {@code https://vault.example.com:8200}
 * @param token gives the token for each request, so that one that is renewed elsewhere is used from then on
 * @param namespace of Vault Enterprise or OpenBao; empty for the root
 * @param timeout of connecting, and of each request
 */
public record VaultSettings(URI address, Supplier<String> token, Optional<String> namespace, Duration timeout) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Asks without a namespace, for 10 seconds. */
    public static VaultSettings of(URI address, Supplier<String> token) {
        return new VaultSettings(address, token, Optional.empty(), TIMEOUT);
    }

    HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return address.toString();
    }
}
