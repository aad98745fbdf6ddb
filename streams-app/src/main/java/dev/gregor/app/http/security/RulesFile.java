package dev.gregor.app.http.security;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a file of rules says, as it is written there; docs/security.md describes it. */
record RulesFile(
        @Nullable Tokens tokens,
        List<Key> keys,
        List<Certificate> certificates,
        Map<String, Role> roles,
        List<Opened> open,
        @Nullable Tenants tenants) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    RulesFile {
        keys = listed(keys);
        certificates = listed(certificates);
        roles = roles == null ? Map.of() : Map.copyOf(roles);
        open = open == null ? List.of(Opened.HEALTH) : List.copyOf(open);
    }

    /** What is answered to whoever asks. */
    enum Opened {
        @JsonProperty("health")
        HEALTH,
        @JsonProperty("metrics")
        METRICS,
        @JsonProperty("docs")
        DOCS
    }

    /**
     * Tokens of an OIDC provider.
     *
     * @param keys where its keys are; found by discovery if it is null
     * @param name the claim with the name of the caller
     * @param roles the claim with the roles; dots lead into objects
     * @param tenant the claim with the tenant
     */
    record Tokens(
            @JsonProperty(required = true) String issuer,
            @JsonProperty(required = true) String audience,
            @Nullable String keys,
            String name,
            String roles,
            String tenant) {

        Tokens {
            Objects.requireNonNull(issuer, "issuer is null");
            Objects.requireNonNull(audience, "audience is null");
            name = Objects.requireNonNullElse(name, "sub");
            roles = Objects.requireNonNullElse(roles, "roles");
            tenant = Objects.requireNonNullElse(tenant, "tenant");
        }
    }

    /** An API key, of which only the hash is known. */
    record Key(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) String hash,
            List<String> roles,
            @Nullable String tenant) {

        Key {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(hash, "hash is null");
            roles = listed(roles);
        }
    }

    /** A certificate, by its subject as RFC 2253 writes it. */
    record Certificate(
            @JsonProperty(required = true) String subject,
            @Nullable String name,
            List<String> roles,
            @Nullable String tenant) {

        Certificate {
            Objects.requireNonNull(subject, "subject is null");
            roles = listed(roles);
        }
    }

    /** What a role allows. */
    record Role(
            List<String> commands,
            List<String> aggregates,
            List<String> readModels,
            List<String> topics,
            boolean administration,
            boolean payloads,
            boolean metrics,
            boolean docs,
            boolean allTenants) {

        Role {
            commands = listed(commands);
            aggregates = listed(aggregates);
            readModels = listed(readModels);
            topics = listed(topics);
        }
    }

    /** That ids and keys start with a tenant, what ends its name, and which header of messages has it. */
    record Tenants(String separator, @Nullable String header) {

        Tenants {
            separator = separator == null || separator.isEmpty() ? ":" : separator;
        }
    }

    private static <T> List<T> listed(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /**
     * Reads a file.
     *
     * @throws RulesException if it is malformed; says where
     */
    static RulesFile read(byte[] json) {
        try {
            RulesFile read = JSON.readValue(json, RulesFile.class);
            if (read == null) {
                throw new RulesException("It is null, expected an object");
            }
            return read;
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " at line %d, column %d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw new RulesException(e.getOriginalMessage() + place);
        } catch (IOException e) {
            throw new RulesException(e.toString());
        }
    }
}
