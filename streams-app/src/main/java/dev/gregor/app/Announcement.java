package dev.gregor.app;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.app.http.api.Version;
import dev.gregor.avro.record.SampleRecord;
import dev.gregor.json.AvroJson;
import dev.gregor.node.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The lines that show whoever starts the application its addresses and an example to try. */
final class Announcement {

    private static final String SAMPLE = "user";

    private final Consumer<String> out;
    private volatile boolean asksForCallers;
    private final long startNanos = System.nanoTime();

    Announcement(Consumer<String> out) {
        this.out = out;
    }

    void starts(Settings settings) {
        asksForCallers = settings.http().protection().asksForCallers();
        out.accept("Gregor %s, application '%s', data in %s"
                .formatted(Version.text(), settings.app(), settings.instance().dataDir()));
    }

    void serves(String url) {
        out.accept("HTTP   " + url + " (try it at /docs, described at /openapi.json)");
    }

    void kafka(String servers, boolean inProcess) {
        out.accept("Kafka  " + servers + (inProcess ? " (in this process)" : ""));
    }

    void ready(String url, List<AggregateDefinition<?>> aggregates) {
        out.accept("Ready in %.1f s, Ctrl-C stops it. Try:".formatted(seconds()));
        out.accept(aggregates.stream()
                .filter(each -> !each.type().equals(SAMPLE))
                .flatMap(type -> type.commands().stream()
                        .filter(each ->
                                type.commandOf(each.type().action()).stream().anyMatch(each::equals)))
                .flatMap(each -> example(url, each).stream())
                .findFirst()
                .orElseGet(
                        () -> aggregates.stream().anyMatch(each -> each.type().equals(SAMPLE))
                                ? register(url)
                                : "  curl " + url + "/openapi.json"));
    }

    void waits(String obstacle) {
        out.accept("Not ready after %.0f s: %s".formatted(seconds(), obstacle));
    }

    private double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    void stops() {
        out.accept("Stopping");
    }

    /** The first command of an aggregate of the user's own; empty if only the user knows its values. */
    private Optional<String> example(String url, CommandDefinition<?, ?> command) {
        return SampleRecord.of(command.schema()).map(AvroJson::write).map(body -> """
                  curl -i %s/api/aggregates/%s/1/commands/%s%s \\
                    -H 'Content-Type: application/json' -d '%s'""".formatted(
                        url,
                        command.type().aggregateType(),
                        command.type().action(),
                        credentials(),
                        body.toString().replace("'", "\\u0027")));
    }

    private String register(String url) {
        return """
                curl -i %s/api/aggregates/user/42/commands/register%s \\
                  -H 'Content-Type: application/json' -d '{"username":"john","email":"john@example.com"}'""".formatted(url, credentials());
    }

    /** What a request has to show; empty if nobody asks for it. */
    private String credentials() {
        return asksForCallers ? " -H \"Authorization: Bearer $GREGOR_TOKEN\"" : "";
    }
}
