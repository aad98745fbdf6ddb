package dev.gregor.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Asks a running application about the events that a projection could not apply. Ends with 1 if that refuses. */
@Command(
        name = "parked",
        description = "Asks a running application about the events that a projection could not apply.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | retry | discard)")
final class ParkedCommand {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    @Option(
            names = "--url",
            paramLabel = "<url>",
            description = "where the application listens (http://127.0.0.1:8080)",
            scope = ScopeType.INHERIT)
    private String url = "http://127.0.0.1:8080";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Command(description = "Lists the keys with parked events.")
    int list(@Parameters(paramLabel = "<projection>") String projection) {
        return ask("GET", path(projection));
    }

    @Command(description = "Applies the parked events of a key, up to the first that fails again.")
    int retry(
            @Parameters(paramLabel = "<projection>") String projection, @Parameters(paramLabel = "<key>") String key) {
        return ask("POST", path(projection) + '/' + encoded(key) + "/retry");
    }

    @Command(description = "Throws the first parked event of a key away, and applies those behind it.")
    int discard(
            @Parameters(paramLabel = "<projection>") String projection,
            @Parameters(paramLabel = "<key>") String key,
            @Parameters(paramLabel = "<event>", description = "its id, as the list has it") String event) {
        return ask("DELETE", path(projection) + '/' + encoded(key) + "?event=" + encoded(event));
    }

    private static String path(String projection) {
        return "/api/projections/" + encoded(projection) + "/parked";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private int ask(String method, String path) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .method(method, BodyPublishers.noBody())
                    .timeout(TIMEOUT)
                    .build();
            HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            boolean done = response.statusCode() == 200;
            (done ? out : err).println(response.body());
            return done ? 0 : 1;
        } catch (IOException e) {
            err.println("Nobody answers at " + url + " (" + e + "); is the application running? Give --url");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }
}
