package dev.gregor.node.settings;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What was given, as text, with where it came from. Of two sources the one that was read first wins. */
final class ConfigSources {

    private static final String PREFIX = "gregor.";
    private static final String KAFKA = "gregor.kafka.";
    private static final String VARIABLE = "GREGOR_";
    private static final String KAFKA_VARIABLE = "GREGOR_KAFKA_";
    private static final Pattern SET_BY_KUBERNETES =
            Pattern.compile("GREGOR_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT|PORT)(_[A-Z0-9_]*)?");

    /** The file of settings, and what a subcommand shows a running application. */
    private static final Set<String> OTHERS = Set.of("GREGOR_CONFIG", "GREGOR_TOKEN");

    private final Map<Key, Value> values = new EnumMap<>(Key.class);
    private final Map<String, Object> kafka = new LinkedHashMap<>();
    private final Map<String, Object> registry = new LinkedHashMap<>();

    /** A text, and the name under which it was given. */
    record Value(String text, String name, boolean isSecret) {

        /** The text, for messages. */
        String shown() {
            return isSecret ? Secrets.MASK : text;
        }
    }

    ConfigSources options(Map<Key, String> options) {
        options.forEach((key, text) -> put(key, text, String.valueOf(key.option())));
        return this;
    }

    ConfigSources environment(Map<String, String> environment) {
        environment.forEach((name, text) -> {
            if (name.startsWith(VARIABLE) && !text.startsWith("tcp://")) {
                variable(name, text, environment);
            }
        });
        return this;
    }

    private void variable(String name, String text, Map<String, String> environment) {
        if (!Secrets.isInFile(name) || OTHERS.contains(Secrets.withoutFile(name))) {
            variable(name, text);
        } else if (environment.containsKey(Secrets.withoutFile(name))) {
            throw new SettingsException(
                    "There are both %s and %s: give one".formatted(name, Secrets.withoutFile(name)));
        } else {
            requireSecret(name, Secrets.withoutFile(name));
            variable(Secrets.withoutFile(name), Secrets.read(name, text));
        }
    }

    /** The content of a file that is named by mistake is shown in no message. */
    private static void requireSecret(String name, String setting) {
        if (Key.named(setting).filter(key -> !key.isSecret()).isPresent()) {
            throw new SettingsException(
                    "%s names a file with the value of %s, which is for secrets only: give the value by %s itself"
                            .formatted(name, setting, setting));
        }
    }

    private void variable(String name, String text) {
        Optional<Key> key = Key.named(name);
        Optional<String> registryName = RegistryNames.named(name.substring(VARIABLE.length()));
        if (key.isPresent()) {
            put(key.get(), text, name);
        } else if (name.startsWith(KAFKA_VARIABLE)) {
            String setting = name.substring(KAFKA_VARIABLE.length()).toLowerCase(Locale.ROOT);
            kafka.putIfAbsent(setting.replace('_', '.'), text);
        } else if (registryName.isPresent()) {
            registry.putIfAbsent(registryName.get(), text);
        } else if (!OTHERS.contains(name) && !SET_BY_KUBERNETES.matcher(name).matches()) {
            throw unknown(name, "the environment");
        }
    }

    ConfigSources file(String file, Map<String, String> entries) {
        entries.forEach((name, text) -> entry(file, name, text));
        return this;
    }

    private void entry(String file, String name, String text) {
        Optional<Key> key = Key.named(name);
        if (key.isPresent()) {
            put(key.get(), text, name + " in " + file);
        } else if (name.startsWith(KAFKA)) {
            kafka.putIfAbsent(name.substring(KAFKA.length()), text);
        } else {
            registry.putIfAbsent(registryName(name).orElseThrow(() -> unknown(name, file)), text);
        }
    }

    /** Whether an entry of a file may have this name. */
    static boolean isName(String name) {
        return Key.named(name).isPresent()
                || name.startsWith(KAFKA)
                || registryName(name).isPresent();
    }

    private static Optional<String> registryName(String name) {
        return Optional.of(name)
                .filter(each -> each.startsWith(PREFIX))
                .flatMap(each -> RegistryNames.named(each.substring(PREFIX.length())));
    }

    private void put(Key key, String text, String name) {
        values.putIfAbsent(key, new Value(text.strip(), name, key.isSecret()));
    }

    private static SettingsException unknown(String name, String where) {
        String meant = Key.like(name).isEmpty() ? "" : ", did you mean " + String.join(" or ", Key.like(name)) + "?";
        return new SettingsException("There is no setting '%s' (in %s)%s All settings are in docs/configuration.md"
                .formatted(name, where, meant.isEmpty() ? "." : meant));
    }

    /** The value of a key, else its default; null if it has none. */
    @Nullable
    Value value(Key key) {
        Value given = values.get(key);
        if (given != null && !given.text().isEmpty()) {
            return given;
        }
        return key.defaultValue() == null ? null : new Value(key.defaultValue(), key.key(), false);
    }

    /** What goes to Kafka clients and Kafka Streams. */
    Map<String, Object> kafka() {
        return kafka;
    }

    /** What goes to the client of the registry, beside its URL. */
    Map<String, Object> registry() {
        return registry;
    }
}
