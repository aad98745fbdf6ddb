package dev.gregor.app;

import dev.gregor.app.config.LogSettings;

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
}
