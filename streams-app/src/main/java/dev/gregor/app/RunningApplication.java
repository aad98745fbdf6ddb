package dev.gregor.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The application that a subcommand asks over HTTP, and how its answer is printed. */
final class RunningApplication {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final List<String> LISTS = List.of("projections", "builds", "parked");

    @Option(
            names = "--url",
            paramLabel = "<url>",
            description = "where one of its instances listens (${DEFAULT-VALUE})",
            defaultValue = "http://127.0.0.1:8080",
            scope = ScopeType.INHERIT)
    private String url = "";

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /**
     * Asks, and prints the answer: lists line by line, a refusal as its reason.
     *
     * @return how the process is to end: 0, or 1 if it was refused or nobody answers
     */
    int ask(String method, String path) {
        return ask(method, path, answer -> true);
    }

    /**
     * The same where an answer may say that it was not done, with the reason.
     *
     * @return how the process is to end: also 1 if it was not done
     */
    int ask(String method, String path, Predicate<JsonNode> done) {
        HttpRequest request = request(method, path);
        try {
            return print(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()), done);
        } catch (IOException e) {
            spec.commandLine()
                    .getErr()
                    .println("No application answers at %s (%s): start it, or give its --url".formatted(url, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private HttpRequest request(String method, String path) {
        try {
            return HttpRequest.newBuilder(URI.create(url + path))
                    .method(method, BodyPublishers.noBody())
                    .timeout(TIMEOUT)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "'" + url + "' is no URL; expected one such as http://127.0.0.1:8080", e);
        }
    }

    private int print(HttpResponse<String> response, Predicate<JsonNode> done) {
        JsonNode body = json(response.body());
        if (response.statusCode() != OK) {
            spec.commandLine().getErr().println(body.path("detail").asText(response.body()));
            return 1;
        }
        LISTS.stream()
                .map(body::path)
                .filter(JsonNode::isArray)
                .findFirst()
                .ifPresentOrElse(this::printLines, () -> printLine(body));
        if (body.hasNonNull("reason")) {
            spec.commandLine().getErr().println(body.path("reason").asText());
        }
        return done.test(body) ? 0 : 1;
    }

    private void printLines(JsonNode list) {
        list.forEach(this::printLine);
    }

    private void printLine(JsonNode line) {
        spec.commandLine().getOut().println(line);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            return new ObjectMapper().missingNode();
        }
    }
}
