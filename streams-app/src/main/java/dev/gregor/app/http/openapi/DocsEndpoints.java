package dev.gregor.app.http.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.asyncapi.AsyncApi;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/** Answers the description of the API, and a page to try it on that needs nothing from other hosts. */
public final class DocsEndpoints {

    private static final Map<String, String> FILES =
            Map.of("swagger-ui.css", "text/css", "swagger-ui-bundle.js", "text/javascript");
    private static final Map<String, String> KEEP_A_DAY = Map.of("Cache-Control", "max-age=86400");

    private final Reply description;
    private final Api api;
    private final String files = "/META-INF/resources/webjars/swagger-ui/" + version() + '/';

    /** Describes what is served, and whether requests have to say who makes them. */
    public DocsEndpoints(Api api, boolean asksForCallers) {
        this.description = Reply.json(OpenApi.of(api, asksForCallers));
        this.api = api;
    }

    /** The OpenAPI description. */
    public CompletableFuture<Reply> description(Context request) {
        return description.now();
    }

    /** The AsyncAPI description of topics and messages, made when it is asked for: few ask, and each start would wait for it. */
    public CompletableFuture<Reply> messages(Context request) {
        return Reply.json(AsyncApi.of(api.version(), api.aggregates().values(), api.channels()))
                .now();
    }

    /** The page to try it on. */
    public CompletableFuture<Reply> page(Context request) {
        return new Reply(200, "text/html; charset=utf-8", Map.of(), page(api.base())).now();
    }

    private static byte[] page(String base) {
        return new String(Resources.bytes("/docs.html"), UTF_8)
                .replace("{base}", base)
                .getBytes(UTF_8);
    }

    /** A file that the page needs. */
    public CompletableFuture<Reply> file(Context request) {
        String file = request.pathParam("file");
        String type = FILES.get(file);
        if (type == null) {
            throw new Problem(
                    ProblemType.NOT_FOUND, "There is no file '" + file + "'; the page is " + api.base() + "/docs");
        }
        return new Reply(200, type, KEEP_A_DAY, Resources.bytes(files + file)).now();
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = Resources.open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
