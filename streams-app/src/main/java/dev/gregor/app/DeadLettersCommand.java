package dev.gregor.app;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a running application about the events that its subscriptions could not handle. Ends with 1 if it was not done. */
@Command(
        name = "dead-letters",
        description = "Asks a running application about the events that its subscriptions could not handle.",
        synopsisSubcommandLabel =
                "(list | groups | show | dry-run | retry | edit | discard | requests | audit | topic | redrive)",
        footer = {
            "",
            "Examples:",
            "  java -jar streams-app.jar dead-letters groups",
            "  java -jar streams-app.jar dead-letters retry welcome-mail/user-events/0/17",
            "  java -jar streams-app.jar dead-letters retry --subscription welcome-mail --per-second 500"
        })
final class DeadLettersCommand {

    private static final String PATH = "/api/dead-letters";

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private RunningApplication application;

    /** Which letters are meant. */
    static final class Filter {

        @Option(names = "--subscription", description = "only letters of this subscription")
        private @Nullable String subscription;

        @Option(names = "--exception", description = "only letters with this class of exception")
        private @Nullable String exception;

        @Option(names = "--type", description = "only events of this logical type")
        private @Nullable String type;

        @Option(names = "--key", description = "only events with this record key")
        private @Nullable String key;

        @Option(names = "--topic", description = "only events that were in this topic")
        private @Nullable String topic;

        Parameter[] parameters(Parameter... others) {
            List<Parameter> all = new ArrayList<>(List.of(
                    new Parameter("subscription", subscription),
                    new Parameter("exception", exception),
                    new Parameter("type", type),
                    new Parameter("key", key),
                    new Parameter("topic", topic)));
            all.addAll(List.of(others));
            return all.toArray(Parameter[]::new);
        }
    }

    /** Who asks. */
    static final class By {

        @Option(names = "--by", description = "who wants it (${DEFAULT-VALUE})", defaultValue = "${sys:user.name}")
        private String name = "";
    }

    /** A parameter of a request, left out without a value. */
    record Parameter(String name, @Nullable Object value) {}

    @Command(description = "Lists letters, the oldest first.")
    int list(
            @Mixin Filter filter,
            @Option(names = "--limit", description = "how many (100)") @Nullable Integer limit,
            @Option(names = "--cursor", description = "where the page before has ended") @Nullable String cursor,
            @Option(names = "--watch", description = "lists them again every 2 s, until it is stopped") boolean watch) {
        Parameter[] parameters = filter.parameters(new Parameter("limit", limit), new Parameter("cursor", cursor));
        return application.list(PATH + query(parameters), LetterTables::table, watch);
    }

    @Command(description = "Groups them by subscription, exception and type, the largest group first.")
    int groups(
            @Option(names = "--watch", description = "lists them again every 2 s, until it is stopped") boolean watch) {
        return application.list(PATH + "/groups", LetterTables::groups, watch);
    }

    @Command(description = "Shows a letter with its headers, its data and where the exception arose.")
    int show(@Parameters(paramLabel = "<letter>", description = "its id, as the list has it") String letter) {
        return application.ask("GET", path(letter), LetterText::of);
    }

    @Command(description = "Has a letter, or all or those of a filter, handled again, and then those behind them.")
    int retry(
            @Parameters(paramLabel = "<letter>", arity = "0..1", description = "its id; without it those of the filter")
                    @Nullable
                    String letter,
            @Mixin Filter filter,
            @Option(names = "--per-second", description = "how many a second, at most") @Nullable Integer perSecond,
            @Mixin By by) {
        Parameter who = new Parameter("by", by.name);
        return application.ask(
                "POST",
                letter == null
                        ? PATH + "/retry" + query(filter.parameters(new Parameter("perSecond", perSecond), who))
                        : path(letter) + "/retry" + query(who),
                LetterTables::request);
    }

    @Command(
            name = "dry-run",
            description =
                    "Calls the present handlers with a letter, or with some of a filter, and keeps nothing of it.",
            footer = "What handlers do outside Kafka is done, unless they heed Outgoing.isDryRun().")
    int dryRun(
            @Parameters(paramLabel = "<letter>", arity = "0..1", description = "its id; without it some of the filter")
                    @Nullable
                    String letter,
            @Mixin Filter filter,
            @Option(names = "--limit", description = "how many (10), at most 100") @Nullable Integer limit,
            @Mixin By by) {
        Parameter who = new Parameter("by", by.name);
        return application.ask(
                "POST",
                letter == null
                        ? PATH + "/dry-run" + query(filter.parameters(new Parameter("limit", limit), who))
                        : path(letter) + "/dry-run" + query(who),
                LetterTables::dryRuns);
    }

    @Command(description = "Gives a letter another value, and has it handled again, and then those behind it.")
    int edit(
            @Parameters(paramLabel = "<letter>", description = "its id, as the list has it") String letter,
            @Option(names = "--data", required = true, description = "the new data in JSON") String data,
            @Option(names = "--reason", description = "why") @Nullable String reason,
            @Mixin By by) {
        return application.send(
                "POST",
                path(letter) + "/edit" + query(new Parameter("reason", reason), new Parameter("by", by.name)),
                data,
                LetterTables::request);
    }

    @Command(description = "Lists the letters of others in a topic: of Spring Kafka, of Kafka Streams, of commands.")
    int topic(
            @Parameters(paramLabel = "<topic>", description = "the topic of dead letters, such as orders-dlt")
                    String topic,
            @Option(names = "--limit", description = "how many (100)") @Nullable Integer limit,
            @Option(names = "--cursor", description = "where the page before has ended") @Nullable String cursor) {
        return application.ask(
                "GET",
                topicPath(topic) + query(new Parameter("limit", limit), new Parameter("cursor", cursor)),
                LetterTables::topicLetters);
    }

    @Command(description = "Publishes letters of others again, in the topic that they were in before.")
    int redrive(
            @Parameters(paramLabel = "<topic>", description = "the topic of dead letters") String topic,
            @Parameters(
                            paramLabel = "<letter>",
                            arity = "0..1",
                            description = "<partition>/<offset>; without it all, up to the limit")
                    @Nullable
                    String letter,
            @Option(names = "--limit", description = "how many (100), at most 1000") @Nullable Integer limit,
            @Mixin By by) {
        Parameter who = new Parameter("by", by.name);
        return application.ask(
                "POST",
                letter == null
                        ? topicPath(topic) + "/redrive" + query(new Parameter("limit", limit), who)
                        : topicPath(topic) + '/' + letter + "/redrive" + query(who),
                LetterTables::redriven);
    }

    private static String topicPath(String topic) {
        return PATH + "/topics/" + RunningApplication.encoded(topic);
    }

    @Command(description = "Lists who did what with letters, the newest first.")
    int audit(
            @Parameters(paramLabel = "<letter>", arity = "0..1", description = "only of this letter") @Nullable
                    String letter,
            @Option(names = "--limit", description = "how many (100)") @Nullable Integer limit,
            @Option(names = "--before", description = "where the page before has ended") @Nullable Long before) {
        return application.ask(
                "GET",
                PATH + "/audit"
                        + query(
                                new Parameter("letter", letter),
                                new Parameter("limit", limit),
                                new Parameter("before", before)),
                LetterTables::audit);
    }

    @Command(description = "Takes a letter, or those of a filter, out of the way; those behind them are handled.")
    int discard(
            @Parameters(paramLabel = "<letter>", arity = "0..1", description = "its id; without it those of the filter")
                    @Nullable
                    String letter,
            @Mixin Filter filter,
            @Option(names = "--all", description = "all letters") boolean all,
            @Option(names = "--reason", required = true, description = "why") String reason,
            @Mixin By by) {
        Parameter why = new Parameter("reason", reason);
        Parameter who = new Parameter("by", by.name);
        return application.ask(
                "DELETE",
                letter == null
                        ? PATH + query(filter.parameters(new Parameter("all", all ? "true" : null), why, who))
                        : path(letter) + query(why, who),
                LetterTables::request);
    }

    @Command(description = "Lists what was asked for and is not done yet, and how far it is.")
    int requests(
            @Option(names = "--watch", description = "lists them again every 2 s, until it is stopped") boolean watch) {
        return application.list(PATH + "/requests", LetterTables::requests, watch);
    }

    private static String path(String letter) {
        return PATH + '/' + RunningApplication.encoded(letter);
    }

    static String query(Parameter... parameters) {
        StringBuilder query = new StringBuilder();
        for (Parameter each : parameters) {
            if (each.value() != null) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(each.name())
                        .append('=')
                        .append(RunningApplication.encoded(each.value().toString()));
            }
        }
        return query.toString();
    }
}
