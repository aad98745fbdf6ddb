package dev.gregor.spring;

import static java.util.Objects.requireNonNull;

import dev.gregor.node.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/** Spring Boot sets a version of Kafka of its own, unless the application says otherwise. */
final class KafkaVersion {

    private KafkaVersion() {}

    /**
     * Requires the version that Gregor was built with, but for bug fixes.
     *
     * @throws StartException if it is another one, with what to write into the build
     */
    static void require() {
        require(
                version(KafkaVersion.class, "kafka.properties"),
                version(CommonClientConfigs.class, "/kafka/kafka-version.properties"));
    }

    static void require(String needed, String present) {
        if (!minor(needed).equals(minor(present))) {
            throw new StartException(
                    "Kafka %s is on the class path, but this version of Gregor needs Kafka %s: set <kafka.version>%s</kafka.version> in the properties of pom.xml, or ext['kafka.version'] = '%s' with Gradle"
                            .formatted(present, needed, needed, needed),
                    null);
        }
    }

    private static String minor(String version) {
        return version.replaceFirst("^([0-9]+\\.[0-9]+).*", "$1");
    }

    private static String version(Class<?> jar, String file) {
        Properties properties = new Properties();
        try (InputStream stream = jar.getResourceAsStream(file)) {
            properties.load(requireNonNull(stream, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
