package dev.gregor.app.http.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.AcceptedTypes;
import dev.gregor.app.http.exchange.Endpoint;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Reply;
import io.javalin.http.Context;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Answers what is served, with links to it: as JSON, and as a page for a browser. */
public final class RootEndpoint implements Endpoint {

    private static final String HTML = "text/html";
    private static final String JSON = "application/json";

    private final Reply json;
    private final Reply page;

    /** Leads to what is served. */
    public RootEndpoint(Api api) {
        ObjectNode served = served(api);
        Map<String, String> vary = Map.of("Vary", "Accept");
        this.json = Reply.json(served).with(vary);
        this.page =
                new Reply(200, "text/html; charset=utf-8", vary, page(served).getBytes(UTF_8));
    }

    @Override
    public CompletableFuture<Reply> answer(Context request) {
        AcceptedTypes.require(request, JSON, HTML);
        AcceptedTypes accepted = AcceptedTypes.by(request);
        return (accepted.names(HTML) || !accepted.takes(JSON) ? page : json).now();
    }

    private static ObjectNode served(Api api) {
        ObjectNode served = Json.object().put("name", "Gregor").put("version", api.version());
        String base = api.base();
        served.putObject("links")
                .put("try", base + "/docs")
                .put("openapi", base + "/openapi.json")
                .put("asyncapi", base + "/asyncapi.json")
                .put("events", base + "/api/events")
                .put("projections", base + "/api/projections")
                .put("live", base + "/health/live")
                .put("ready", base + "/health/ready")
                .put("metrics", base + "/metrics");
        served.put("commands", base + "/api/commands");
        ArrayNode aggregates = served.putArray("aggregates");
        api.aggregates().values().forEach(each -> aggregates.add(aggregate(each, base)));
        ArrayNode projections = served.putArray("projections");
        for (String name : api.projectionNames()) {
            String rows = base + "/api/projections/" + name;
            projections.addObject().put("name", name).put("rows", rows).put("row", rows + "/{key}");
        }
        return served;
    }

    private static ObjectNode aggregate(AggregateDefinition<?> definition, String base) {
        String ids = base + "/api/aggregates/" + definition.type();
        String path = ids + "/{id}";
        ObjectNode aggregate = Json.object()
                .put("type", definition.type())
                .put("ids", ids)
                .put("state", path)
                .put("history", path + "/events")
                .put("events", base + "/api/events/" + definition.type());
        ArrayNode commands = aggregate.putArray("commands");
        definition.commands().stream()
                .map(each -> path + "/commands/" + OpenApi.action(definition, each))
                .sorted()
                .forEach(commands::add);
        return aggregate;
    }

    /** Names of types, commands and read models are of letters, digits, dots and hyphens, so nothing is to be escaped. */
    private static String page(ObjectNode served) {
        StringBuilder list = new StringBuilder();
        for (Map.Entry<String, JsonNode> each : served.path("links").properties()) {
            list.append(item(each.getKey() + ' ' + link(each.getValue().asText())));
        }
        list.append(item("many commands POST " + served.path("commands").asText()));
        for (JsonNode each : served.path("aggregates")) {
            list.append("</ul>\n<h2>%s</h2>\n<ul>\n".formatted(each.path("type").asText()));
            list.append(item("ids " + link(each.path("ids").asText())));
            list.append(item("state " + each.path("state").asText()));
            list.append(item("history " + each.path("history").asText()));
            list.append(item("events as they happen " + link(each.path("events").asText())));
            each.path("commands").forEach(command -> list.append(item("POST " + command.asText())));
        }
        list.append("</ul>\n<h2>Read models</h2>\n<ul>\n");
        served.path("projections")
                .forEach(each -> list.append(item(link(each.path("rows").asText()))));
        return new String(Resources.bytes("/root.html"), UTF_8)
                .replace("{version}", served.path("version").asText())
                .replace("{list}", list);
    }

    private static String item(String content) {
        return "  <li>" + content + "</li>\n";
    }

    private static String link(String path) {
        return "<a href=\"%s\">%s</a>".formatted(path, path);
    }
}
