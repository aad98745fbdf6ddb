package dev.gregor.app;

import dev.gregor.broker.BrokerException;
import dev.gregor.failure.FailureCause;
import dev.gregor.failure.GregorException;
import dev.gregor.node.StartException;
import dev.gregor.node.settings.Settings;
import dev.gregor.node.settings.SettingsException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ParameterException;

/** Starts the application from the command line. */
public final class Main {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    /**
     * Ends with 2 if the settings are wrong, and with 1 if it cannot start or what was asked fails; else runs until it is
     * told to stop. With a subcommand it does that, or asks it of a running application, and ends.
     */
    public static void main(String... args) {
        try {
            Options options = Options.parse(args);
            options.askRunningApplication(args).ifPresent(System::exit);
            if (!options.answerHelp(System.out)) {
                Settings settings = Settings.read(options.values(), options.config(), System.getenv());
                if (options.asksForAcls()) {
                    print(settings, AclsCommand.of(options));
                } else {
                    options.task()
                            .ifPresentOrElse(task -> run(settings, task, options.aggregateType()), () -> run(settings));
                }
            }
        } catch (ParameterException e) {
            misused(Options.inWords(e), Options.help(e) + " says what can be given");
        } catch (SettingsException e) {
            misused(String.valueOf(e.getMessage()), "--help lists the options, docs/configuration.md all settings");
        }
    }

    private static void misused(String message, String help) {
        System.err.println(message);
        System.err.println(help);
        System.exit(MISUSED);
    }

    private static void print(Settings settings, AclsCommand acls) {
        Logging.configure(settings.log());
        Logging.onlyWarn();
        try {
            acls.lines(settings).forEach(System.out::println);
        } catch (StartException | GregorException e) {
            System.err.println(e.getMessage());
            System.exit(FAILED);
        }
    }

    private static void run(Settings settings, Task task, String aggregateType) {
        Logging.configure(settings.log());
        try {
            System.exit(task.run(settings, aggregateType, System.out::println) ? 0 : FAILED);
        } catch (StartException | GregorException | BrokerException e) {
            System.err.println(e.getMessage());
            System.exit(FAILED);
        } catch (RuntimeException | LinkageError e) {
            fail("The task " + task.word() + " failed", e);
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
                application.close(); // so that the reason is the last line
                fail("The application cannot start", e);
            }
        }
    }

    private static Announcement announcement(Settings settings) {
        return new Announcement(
                settings.log().json()
                        ? line -> LoggerFactory.getLogger(Main.class).info(line)
                        : System.out::println);
    }

    private static void fail(String what, Throwable e) {
        Throwable cause = FailureCause.of(e);
        if (speaksForItself(cause)) {
            LoggerFactory.getLogger(Main.class).error("{}: {}", what, cause.getMessage());
        } else {
            LoggerFactory.getLogger(Main.class).error(what, cause);
        }
        System.exit(FAILED);
    }

    private static boolean speaksForItself(Throwable e) {
        return e instanceof StartException || e instanceof GregorException || e instanceof BrokerException;
    }

    /** Ends the process as if it was killed. */
    static void halt(Exception reason) {
        LoggerFactory.getLogger(Main.class).error("The application ends: {}", reason.getMessage());
        Runtime.getRuntime().halt(FAILED);
    }
}
