package dev.gregor.node.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Settings that nobody is to see: they may be in files of their own, and are not shown. */
final class Secrets {

    /** What is shown instead. */
    static final String MASK = "[hidden]";

    /** What follows the name of a variable whose value is in a file. */
    static final String FILE = "_FILE";

    private static final Pattern NAME = Pattern.compile(
            ".*(password|secret|jaas|token|credentials|user[._]info|(keystore|private|instance|ssl)[._-]key).*",
            Pattern.CASE_INSENSITIVE);

    /** Settings of Kafka that end like one that is in a file, and are the name of a file themselves. */
    private static final Pattern NAMES_A_FILE = Pattern.compile("GREGOR_KAFKA_SASL_OAUTHBEARER_.*");

    private Secrets() {}

    static boolean isSecret(String name) {
        return NAME.matcher(name).matches();
    }

    /** The settings, without the values of those that are secret. */
    static Map<String, Object> masked(Map<String, Object> settings) {
        Map<String, Object> masked = new TreeMap<>(settings);
        masked.replaceAll((name, value) -> isSecret(name) ? MASK : value);
        return masked;
    }

    /** Whether the value of a variable is the name of a file that has the value of another one. */
    static boolean isInFile(String variable) {
        return variable.endsWith(FILE) && !NAMES_A_FILE.matcher(variable).matches();
    }

    /** The variable whose value is in the file. */
    static String withoutFile(String variable) {
        return variable.substring(0, variable.length() - FILE.length());
    }

    /** The content of the file, without the blanks around it. */
    static String read(String variable, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new SettingsException("The file '%s' that %s names cannot be read (%s): give a text file in UTF-8"
                    .formatted(file, variable, e));
        }
    }
}
