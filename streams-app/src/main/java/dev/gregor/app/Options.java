package dev.gregor.app;

import dev.gregor.app.config.Key;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line: an option for each key that has one. */
final class Options {

    private static final String CONFIG = "--config";

    private final CommandLine line;
    private final ParseResult parsed;

    private Options(CommandLine line, ParseResult parsed) {
        this.line = line;
        this.parsed = parsed;
    }

    /**
     * Reads the command line.
     *
     * @throws CommandLine.ParameterException if it has an option that there is not, or one without its value
     */
    static Options parse(String... args) {
        CommandLine line = new CommandLine(spec()).addSubcommand(new ParkedCommand());
        return new Options(line, line.parseArgs(args));
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create()
                .name("java -jar streams-app.jar")
                .version("Gregor " + Version.text())
                .mixinStandardHelpOptions(true);
        spec.usageMessage()
                .description("Event sourcing and CQRS on Kafka Streams. Each option is also a setting in the file"
                        + " (gregor.http.port) and in the environment (GREGOR_HTTP_PORT).");
        for (Key key : Key.values()) {
            if (key.option() != null) {
                String fallback = key.fallback() == null || key.fallback().isEmpty() ? "" : " (" + key.fallback() + ")";
                spec.addOption(option(key.option(), key.meaning().replace("`", "") + fallback));
            }
        }
        return spec.addOption(option(CONFIG, "file of settings, as Java properties"));
    }

    private static OptionSpec option(String name, String meaning) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel("<" + name.substring(2) + ">")
                .description(meaning)
                .build();
    }

    /**
     * Does what a subcommand asks of a running application, if there is one.
     *
     * @return how the process is to end; empty if there is no subcommand
     */
    OptionalInt runSubcommand(String... args) {
        return parsed.hasSubcommand() ? OptionalInt.of(line.execute(args)) : OptionalInt.empty();
    }

    /** Prints help or version, if that is asked for, and answers whether it was. */
    boolean answerHelp(PrintStream out) {
        if (line.isUsageHelpRequested()) {
            line.usage(out);
        } else if (line.isVersionHelpRequested()) {
            line.printVersionHelp(out);
        }
        return line.isUsageHelpRequested() || line.isVersionHelpRequested();
    }

    /** What was given, by key. */
    Map<Key, String> values() {
        Map<Key, String> values = new EnumMap<>(Key.class);
        for (Key key : Key.values()) {
            if (key.option() != null && parsed.hasMatchedOption(key.option())) {
                values.put(key, parsed.matchedOptionValue(key.option(), ""));
            }
        }
        return values;
    }

    /** The file of settings; empty if none was given. */
    String config() {
        return parsed.matchedOptionValue(CONFIG, "");
    }
}
