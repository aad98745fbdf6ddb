package dev.gregor.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Asks a running instance to do something to a read model, and prints what it answers. */
@Command(
        name = ProjectionCommand.NAME,
        description =
                "Lists, pauses, resumes, resets and cleans up the read models of a running application, for all instances.",
        synopsisSubcommandLabel = "(list | pause | resume | reset | clean-up)")
final class ProjectionCommand implements Runnable {

    static final String NAME = "projection";

    private static final Duration WAIT = Duration.ofSeconds(30);

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            description = "of one of its instances (${DEFAULT-VALUE})",
            defaultValue = "http://127.0.0.1:8080")
    private String url = "";

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "says this")
    @SuppressWarnings("unused")
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private ProjectionCommand() {}

    /** Whether a command line asks for this. */
    static boolean isMeant(String... args) {
        return args.length > 0 && args[0].equals(NAME);
    }

    /** Answers the exit code: 1 if it was refused or nobody answers, 2 if the command line is wrong. */
    static int run(String... args) {
        String[] own = Arrays.copyOfRange(args, 1, args.length);
        return new CommandLine(new ProjectionCommand()).execute(own);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(description = "Every build of every read model, and how far it is")
    int list() {
        return send(request("/api/projections").GET());
    }

    @Command(description = "Applies no more events; queries are answered from the rows as they are")
    int pause(@Parameters(paramLabel = "<name>") String name, @Option(names = "--version") @Nullable Integer version) {
        return post(name, "pause", version, null);
    }

    @Command(description = "Goes on where it was paused")
    int resume(@Parameters(paramLabel = "<name>") String name, @Option(names = "--version") @Nullable Integer version) {
        return post(name, "resume", version, null);
    }

    @Command(description = "Builds the rows from the first event again, beside those that serve until then")
    int reset(
            @Parameters(paramLabel = "<name>") String name,
            @Option(names = "--version") @Nullable Integer version,
            @Option(names = "--from", description = "skips events decided before, such as 2026-01-31T10:00:00Z")
                    @Nullable
                    String from) {
        return post(name, "reset", version, from);
    }

    @Command(name = "clean-up", description = "Deletes builds that no longer serve: topics, consumer group, state")
    int cleanUp(
            @Parameters(paramLabel = "<name>") String name, @Option(names = "--version") @Nullable Integer version) {
        return post(name, "clean-up", version, null);
    }

    private int post(String name, String action, @Nullable Integer version, @Nullable String from) {
        String query = (version == null ? "" : "&version=" + version) + (from == null ? "" : "&from=" + encoded(from));
        String path = "/api/projections/" + encoded(name) + '/' + action;
        return send(request(path + (query.isEmpty() ? "" : '?' + query.substring(1)))
                .POST(BodyPublishers.noBody()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        try {
            return HttpRequest.newBuilder(URI.create(url + path)).timeout(WAIT);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "'" + url + "' is no URL; expected one such as http://127.0.0.1:8080", e);
        }
    }

    private int send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
            return print(response);
        } catch (IOException e) {
            System.err.println("No application answers at %s (%s): start it, or give its --url".formatted(url, e));
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int print(HttpResponse<String> response) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode body = mapper.readTree(response.body());
        if (response.statusCode() != 200) {
            System.err.println(body.path("detail").asText(response.body()));
            return 1;
        }
        JsonNode lines = body.has("projections") ? body.get("projections") : body.path("builds");
        for (JsonNode line : lines) {
            System.out.println(mapper.writeValueAsString(line));
        }
        return 0;
    }
}
