package dev.gregor.app;

import dev.gregor.app.http.api.Version;
import dev.gregor.json.NearestName;
import dev.gregor.node.settings.Key;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command line: an option for each key that has one. */
final class Options {

    private static final String CONFIG = "--config";
    private static final int WIDTH = 100;

    private static final Map<String, String> ENDS = Stream.of(
                    "0:it was stopped, or what was asked is done",
                    "1:it cannot start or go on, what was asked is refused or not done, or verify found a difference",
                    "2:the command line or a setting is wrong",
                    "3:no application answers at the --url")
            .map(line -> line.split(":", 2))
            .collect(Collectors.toMap(line -> line[0], line -> line[1], (one, other) -> one, LinkedHashMap::new));

    private final CommandLine line;

    /** Of the command line, and of the subcommand after it if there is one. */
    private final List<ParseResult> parsed;

    private Options(CommandLine line, String... args) {
        this.line = line;
        this.parsed = line.parseArgs(args).asCommandLineList().stream()
                .map(CommandLine::getParseResult)
                .toList();
    }

    /**
     * Reads the command line.
     *
     * @throws CommandLine.ParameterException if it has an option that there is not, or one without its value
     */
    static Options parse(String... args) {
        CommandSpec spec = spec("Event sourcing and CQRS on Kafka Streams. Each option is also a setting in the file"
                + " (gregor.http.port) and in the environment (GREGOR_HTTP_PORT).");
        spec.name("java -jar streams-app.jar");
        spec.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  java -jar streams-app.jar --port 8081 --data-dir /var/lib/gregor",
                        "  java -jar streams-app.jar --bootstrap-servers kafka:9092 --domain bank.jar",
                        "  java -jar streams-app.jar verify user");
        spec.usageMessage().exitCodeListHeading("%nEnds with:%n").exitCodeList(ENDS);
        for (Task task : Task.values()) {
            CommandSpec subcommand = spec(task.meaning());
            subcommand
                    .usageMessage()
                    .footer(
                            "",
                            "Example:",
                            "  java -jar streams-app.jar " + task.word() + (task.hasAggregateType() ? " user" : "")
                                    + " --data-dir /var/lib/gregor");
            spec.addSubcommand(
                    task.word(),
                    task.hasAggregateType() ? subcommand.addPositional(aggregateTypeParameter()) : subcommand);
        }
        spec.addSubcommand(
                AclsCommand.NAME,
                AclsCommand.withOptions(
                        spec("Prints the rights that the authorizer of the Kafka cluster has to give, as"
                                + " commands of kafka-acls. Asks no cluster.")));
        return new Options(commandLine(spec), args);
    }

    private static CommandLine commandLine(CommandSpec spec) {
        return new CommandLine(spec)
                .addSubcommand(new ProjectionCommand())
                .addSubcommand(new ParkedCommand())
                .addSubcommand(new DeadLettersCommand())
                .addSubcommand(new SchedulesCommand())
                .addSubcommand(new OutboxCommand())
                .addSubcommand(new ForgetCommand())
                .addSubcommand(new RotateKeysCommand())
                .addSubcommand(new ApiKeyCommand())
                .addSubcommand(new CommandLine.HelpCommand())
                .addSubcommand(new VersionCommand())
                .setAllowSubcommandsAsOptionParameters(true)
                .setUsageHelpWidth(WIDTH);
    }

    private static PositionalParamSpec aggregateTypeParameter() {
        return PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .required(true)
                .type(String.class)
                .paramLabel("<type>")
                .description("aggregate type, such as user")
                .build();
    }

    private static CommandSpec spec(String description) {
        CommandSpec spec =
                CommandSpec.create().version("Gregor " + Version.text()).mixinStandardHelpOptions(true);
        spec.usageMessage().description(description);
        for (Key key : Key.values()) {
            if (key.option() != null) {
                String defaultValue =
                        key.defaultValue() == null || key.defaultValue().isEmpty()
                                ? ""
                                : " (" + key.defaultValue() + ")";
                spec.addOption(option(key.option(), key.meaning().replace("`", "") + defaultValue));
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
     * Does what a subcommand asks of a running application, if there is such a one.
     *
     * @return how the process is to end; empty if this process is the one to do something
     */
    OptionalInt askRunningApplication(String... args) {
        return parsed.size() > 1 && Task.of(parsed.get(1).commandSpec().name()).isEmpty() && !asksForAcls()
                ? OptionalInt.of(line.execute(args))
                : OptionalInt.empty();
    }

    /** The same with another place for what subcommands print. */
    Options withOutput(PrintWriter out) {
        line.setOut(out);
        return this;
    }

    /** Prints help or version, if that is asked for, and answers whether it was. */
    boolean answerHelp(PrintStream out) {
        CommandLine command = last().commandSpec().commandLine();
        if (command.isUsageHelpRequested()) {
            command.usage(out);
        } else if (command.isVersionHelpRequested()) {
            command.printVersionHelp(out);
        }
        return command.isUsageHelpRequested() || command.isVersionHelpRequested();
    }

    /**
     * The message of a command line that could not be read, with the option or the subcommand that may have been meant.
     */
    static String inWords(CommandLine.ParameterException failure) {
        if (failure instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            CommandSpec spec = failure.getCommandLine().getCommandSpec();
            List<String> known = Stream.concat(
                            spec.optionsMap().keySet().stream(), spec.subcommands().keySet().stream())
                    .toList();
            String given = unmatched.getUnmatched().get(0).split("=", 2)[0];
            String what = given.startsWith("-") || spec.subcommands().isEmpty()
                    ? String.valueOf(failure.getMessage())
                    : "'%s' is no command, only %s are"
                            .formatted(
                                    given, String.join(", ", spec.subcommands().keySet()));
            return what
                    + NearestName.of(given, known)
                            .map("; did you mean %s?"::formatted)
                            .orElse("");
        }
        return String.valueOf(failure.getMessage());
    }

    /** What lists the options of the command that could not be read. */
    static String help(CommandLine.ParameterException failure) {
        return failure.getCommandLine().getCommandSpec().qualifiedName(" ") + " --help";
    }

    /** What was given, by key. */
    Map<Key, String> values() {
        Map<Key, String> values = new EnumMap<>(Key.class);
        for (Key key : Key.values()) {
            if (key.option() != null) {
                given(key.option()).ifPresent(value -> values.put(key, value));
            }
        }
        return values;
    }

    /** The file of settings; empty if none was given. */
    String config() {
        return given(CONFIG).orElse("");
    }

    /** The value of an option, which may come before the task or after it. */
    Optional<String> given(String option) {
        return parsed.stream()
                .filter(each -> each.hasMatchedOption(option))
                .map(each -> each.matchedOptionValue(option, ""))
                .reduce((before, after) -> after);
    }

    /** The command that was given, for messages. */
    CommandLine commandLine() {
        return last().commandSpec().commandLine();
    }

    /** Whether an option without a value was given. */
    boolean has(String option) {
        return parsed.stream().anyMatch(each -> each.hasMatchedOption(option));
    }

    /** Whether {@link AclsCommand} is asked for. */
    boolean asksForAcls() {
        return last().commandSpec().name().equals(AclsCommand.NAME);
    }

    /** What to do instead of running the application. */
    Optional<Task> task() {
        return Task.of(last().commandSpec().name());
    }

    /** The aggregate type that the task is about. */
    String aggregateType() {
        return last().matchedPositionalValue(0, "");
    }

    private ParseResult last() {
        return parsed.get(parsed.size() - 1);
    }
}
