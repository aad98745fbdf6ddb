package dev.gregor.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The application that a subcommand asks over HTTP, and how its answer is printed. */
final class RunningApplication {

    /** How a process ends that was refused, or to which nobody answered. */
    private static final int REFUSED = 1;

    private static final int NOBODY = 3;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration WATCH_PAUSE = Duration.ofSeconds(2);
    private static final String CLEARED = "\033[H\033[2J";
    private static final int OK = 200;
    private static final List<String> LISTS = List.of(
            "projections",
            "builds",
            "parked",
            "letters",
            "groups",
            "requests",
            "dryRuns",
            "audit",
            "schedules",
            "forgotten");

    private final HttpClient client = HttpClient.newHttpClient();

    @Option(
            names = "--url",
            paramLabel = "<url>",
            description = "where one of its instances listens (${DEFAULT-VALUE})",
            defaultValue = "http://127.0.0.1:8080",
            scope = ScopeType.INHERIT)
    private String url = "";

    @Option(
            names = "--token-file",
            paramLabel = "<file>",
            description = "file with a token or an API key to show; without it GREGOR_TOKEN",
            scope = ScopeType.INHERIT)
    private @Nullable Path tokenFile;

    @Option(
            names = "--json",
            description = "prints the answer as JSON, a line for each entry",
            scope = ScopeType.INHERIT)
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            description = "shows this help",
            usageHelp = true,
            scope = ScopeType.INHERIT)
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /**
     * Asks, and prints the answer, or a refusal as its reason.
     *
     * @param shown the answer for people
     * @return how the process is to end: 0, 1 if it was refused, 3 if nobody answers
     */
    int ask(String method, String path, Function<JsonNode, String> shown) {
        return ask(method, path, shown, answer -> true);
    }

    /**
     * The same where an answer may say that it was not done, with the reason.
     *
     * @return how the process is to end: also 1 if it was not done
     */
    int ask(String method, String path, Function<JsonNode, String> shown, Predicate<JsonNode> done) {
        return ask(request(method, path, BodyPublishers.noBody()), shown, done);
    }

    /** The same with a body of JSON. */
    int send(String method, String path, String body, Function<JsonNode, String> shown) {
        return ask(request(method, path, BodyPublishers.ofString(body)), shown, answer -> true);
    }

    private int ask(HttpRequest request, Function<JsonNode, String> shown, Predicate<JsonNode> done) {
        try {
            return print(client.send(request, BodyHandlers.ofString()), shown, done);
        } catch (IOException e) {
            printError("No application answers at %s (%s): start it, or give its --url".formatted(url, inWords(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return NOBODY;
    }

    /** Asks for a list: once, or every two seconds until the process is stopped or the answer is a refusal. */
    int list(String path, Function<JsonNode, String> shown, boolean watch) {
        return watch ? watch(path, shown) : ask("GET", path, shown);
    }

    private int watch(String path, Function<JsonNode, String> shown) {
        int status;
        do {
            status = ask("GET", path, answer -> (Ansi.AUTO.enabled() ? CLEARED : "") + shown.apply(answer));
        } while (status == 0 && pause());
        return status;
    }

    private static boolean pause() {
        try {
            Thread.sleep(WATCH_PAUSE.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String inWords(IOException failure) {
        if (failure instanceof ConnectException) {
            return failure.getCause() != null && failure.getCause().getCause() instanceof UnresolvedAddressException
                    ? "the host is unknown"
                    : "the connection was refused";
        }
        return failure instanceof HttpTimeoutException
                ? "no answer within " + TIMEOUT.toSeconds() + " s"
                : String.valueOf(failure.getMessage());
    }

    private HttpRequest request(String method, String path, BodyPublisher body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                    .method(method, body)
                    .header("Content-Type", "application/json")
                    .timeout(TIMEOUT);
            token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "'" + url + "' is no URL; expected one such as http://127.0.0.1:8080", e);
        }
    }

    /** Not an option of its own: command lines are seen by others. */
    private Optional<String> token() {
        if (tokenFile == null) {
            return Optional.ofNullable(System.getenv("GREGOR_TOKEN")).filter(token -> !token.isBlank());
        }
        try {
            return Optional.of(Files.readString(tokenFile).strip());
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "The --token-file '%s' cannot be read (%s)".formatted(tokenFile, e), e);
        }
    }

    private int print(HttpResponse<String> response, Function<JsonNode, String> shown, Predicate<JsonNode> done) {
        JsonNode body = json(response.body());
        if (response.statusCode() != OK) {
            printError(body.path("detail").asText(response.body()));
            return REFUSED;
        }
        if (json) {
            printJson(body);
        } else {
            print(shown.apply(body));
        }
        if (body.hasNonNull("reason")) {
            printError(body.path("reason").asText());
        }
        return done.test(body) ? 0 : REFUSED;
    }

    private void printJson(JsonNode body) {
        LISTS.stream()
                .map(body::path)
                .filter(JsonNode::isArray)
                .findFirst()
                .ifPresentOrElse(list -> list.forEach(this::print), () -> print(body));
    }

    private void print(Object line) {
        spec.commandLine().getOut().println(line);
    }

    private void printError(String line) {
        spec.commandLine().getErr().println(line);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            return new ObjectMapper().missingNode();
        }
    }
}
