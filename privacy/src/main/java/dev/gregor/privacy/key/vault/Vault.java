package dev.gregor.privacy.key.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.failure.TransientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the HTTP API of Vault. Whatever is not expected is transient: a Vault that is sealed, a token that has expired or a policy
 * that was taken away may be there again.
 */
final class Vault {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final VaultSettings settings;
    private final HttpClient client;

    Vault(VaultSettings settings) {
        this.settings = settings;
        this.client = settings.client();
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Asks for an answer with a status of 2xx, or one that is expected.
     *
     * @throws TransientException if there is another answer, or none
     */
    VaultAnswer ask(String method, String path, @Nullable ObjectNode body, Predicate<VaultAnswer> expected) {
        return ask(method, path, "", body, expected);
    }

    /** The same for a path that goes on with a name that messages do not show. */
    VaultAnswer ask(
            String method, String path, String hidden, @Nullable ObjectNode body, Predicate<VaultAnswer> expected) {
        VaultAnswer answer = ask(method, path + hidden, body);
        if (answer.isOk() || expected.test(answer)) {
            return answer;
        }
        throw new TransientException("Vault at %s has answered %s %s with %d %s"
                .formatted(settings.address(), method, path, answer.status(), answer.errors()));
    }

    private VaultAnswer ask(String method, String path, @Nullable ObjectNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(settings.timeout())
                .header("X-Vault-Token", settings.token().get())
                .header("X-Vault-Request", "true")
                .method(method, publisher(body));
        settings.namespace().ifPresent(namespace -> request.header("X-Vault-Namespace", namespace));
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new VaultAnswer(response.statusCode(), json(response.body()));
        } catch (IOException e) {
            throw new TransientException("Vault at %s does not answer: %s".formatted(settings.address(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while asking Vault at " + settings.address(), e);
        }
    }

    private URI uri(String path) {
        String base = settings.address().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/v1/" + path);
    }

    private static HttpRequest.BodyPublisher publisher(@Nullable ObjectNode body) {
        return body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString());
    }

    private static JsonNode json(byte[] body) {
        try {
            return body.length == 0 ? MissingNode.getInstance() : MAPPER.readTree(body);
        } catch (IOException notJson) {
            return MissingNode.getInstance(); // as a proxy in between answers; the status says what there is to say
        }
    }
}
