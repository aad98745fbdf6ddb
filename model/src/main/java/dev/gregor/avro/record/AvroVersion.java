package dev.gregor.avro.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.Schema;

/** Which version of Avro is on the class path, for messages. */
final class AvroVersion {

    private static final String PROPERTIES = "/META-INF/maven/org.apache.avro/avro/pom.properties";

    private AvroVersion() {}

    /** Such as {@code Avro 1.12.2}; the name alone if Avro's JAR does not say. */
    static String name() {
        return "Avro" + found().map(version -> ' ' + version).orElse("");
    }

    /** Avro may have been put together with others into one JAR, whose manifest does not speak of it. */
    private static Optional<String> found() {
        Properties properties = new Properties();
        try (InputStream in = Schema.class.getResourceAsStream(PROPERTIES)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.ofNullable(properties.getProperty("version"));
    }
}
