package dev.gregor.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.gregor.node.settings.LogSettings;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Chooses the form of the log. */
final class Logging {

    private static final String FILE = "logback.configurationFile";

    private Logging() {}

    /** Has to run before the first logger is made; a file that the user has chosen is left alone. */
    static void configure(LogSettings settings) {
        System.setProperty("gregor.log.level", settings.level());
        if (System.getProperty(FILE) == null) {
            System.setProperty(FILE, settings.json() ? "gregor-log-json.xml" : "gregor-log-plain.xml");
        }
    }

    /** Keeps what is printed free of reports. */
    static void onlyWarn() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.getLoggerContext().getLoggerList().stream()
                    .filter(each -> each.getLevel() != null && !each.getLevel().isGreaterOrEqual(Level.WARN))
                    .forEach(each -> each.setLevel(Level.WARN));
        }
    }

    /** Keeps a clean stop quiet: Kafka's parts warn of each other's going. */
    static void stopping() {
        for (String name : List.of("kafka", "org.apache.kafka")) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger) {
                logger.setLevel(Level.ERROR);
            }
        }
    }
}
