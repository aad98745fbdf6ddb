package dev.gregor.app;

import dev.gregor.app.config.Settings;
import dev.gregor.app.config.SettingsException;
import dev.gregor.broker.BrokerException;
import dev.gregor.failure.GregorException;
import io.javalin.util.JavalinBindException;
import java.util.concurrent.CompletionException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ParameterException;

/** Starts the application from the command line. */
public final class Main {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    /** Ends with 2 if the settings are wrong and with 1 if it cannot start; else runs until the process is told to stop. */
    public static void main(String... args) {
        try {
            Options options = Options.parse(args);
            if (!options.answerHelp(System.out)) {
                run(Settings.read(options.values(), options.config(), System.getenv()));
            }
        } catch (ParameterException | SettingsException e) {
            System.err.println(e.getMessage());
            System.err.println("--help lists the options, docs/configuration.md all settings");
            System.exit(MISUSED);
        }
    }

    private static void run(Settings settings) {
        Logging.configure(settings.log());
        Application application = new Application(settings, announcement(settings));
        Runtime.getRuntime().addShutdownHook(new Thread(application::close, "gregor-shutdown"));
        try {
            application.start();
        } catch (RuntimeException | LinkageError e) {
            if (!application.isStopping()) {
                fail(e);
            }
        }
    }

    private static Announcement announcement(Settings settings) {
        return new Announcement(
                settings.log().json()
                        ? line -> LoggerFactory.getLogger(Main.class).info(line)
                        : System.out::println);
    }

    private static void fail(Throwable e) {
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        if (speaksForItself(cause)) {
            LoggerFactory.getLogger(Main.class).error("The application cannot start: {}", cause.getMessage());
        } else {
            LoggerFactory.getLogger(Main.class).error("The application cannot start", cause);
        }
        System.exit(FAILED);
    }

    private static boolean speaksForItself(Throwable e) {
        return e instanceof StartException
                || e instanceof GregorException
                || e instanceof BrokerException
                || e instanceof JavalinBindException;
    }

    /** Ends the process, because a part of it has stopped working by itself. */
    static void end(Exception reason) {
        LoggerFactory.getLogger(Main.class).error("The application ends: {}", reason.getMessage());
        new Thread(() -> System.exit(FAILED), "gregor-end").start();
    }
}
