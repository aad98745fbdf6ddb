package dev.gregor.node.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The settings of schema registries that pass through, under Confluent's names. */
final class RegistryNames {

    static final String SSL = "schema.registry.ssl.";

    static final List<String> NAMES = List.of(
            "auto.register.schemas",
            "avro.remove.java.properties",
            "basic.auth.credentials.source",
            "basic.auth.user.info",
            "bearer.auth.credentials.source",
            "bearer.auth.token",
            "http.connect.timeout.ms",
            "http.read.timeout.ms",
            "latest.compatibility.strict",
            "max.retries",
            "normalize.schemas",
            "retries.max.wait.ms",
            "retries.wait.ms",
            "use.latest.version",
            "value.subject.name.strategy");

    private RegistryNames() {}

    /** Confluent's name for what follows {@code gregor.}, however it is punctuated. */
    static Optional<String> named(String name) {
        String dotted = name.toLowerCase(Locale.ROOT).replace('_', '.');
        return dotted.startsWith(SSL) || NAMES.contains(dotted) ? Optional.of(dotted) : Optional.empty();
    }
}
