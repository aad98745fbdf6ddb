package dev.gregor.node.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** A file of Java properties in UTF-8. */
final class ConfigFile {

    private ConfigFile() {}

    static Map<String, String> read(String file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException(
                    "The configuration file '%s' cannot be read (%s): give a file of properties in UTF-8"
                            .formatted(file, e));
        }
        Map<String, String> entries = new TreeMap<>();
        properties.forEach((name, value) -> entries.put(name.toString(), value.toString()));
        return entries;
    }
}
