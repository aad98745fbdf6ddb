package dev.gregor.app.http.asyncapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The AsyncAPI 3.0 description of the topics of an application and of the messages in them, made of its definitions. */
public final class AsyncApi {

    private static final String AVRO = "application/vnd.apache.avro;version=1.9.0";
    private static final String BINDING = "0.5.0";

    private final Channels app;
    private final ObjectNode document = Json.object();
    private final ObjectNode channels;
    private final ObjectNode operations;
    private final ObjectNode messages;

    private AsyncApi(String version, Channels app) {
        this.app = app;
        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Gregor: " + app.app())
                .put("version", version)
                .put("description", "Topics and messages of the application '" + app.app() + "'. " + form());
        document.put("defaultContentType", "application/avro");
        channels = document.putObject("channels");
        operations = document.putObject("operations");
        messages = document.putObject("components").putObject("messages");
    }

    private String form() {
        return "Messages are CloudEvents 1.0 in binary mode; their values are Avro, "
                + (app.registry()
                        ? "in the Confluent wire format, with schemas in the registry."
                        : "in single-object encoding, with schemas by fingerprint in the topic "
                                + app.topics().schemas() + ".");
    }

    /** Describes these. */
    public static ObjectNode of(String version, Collection<AggregateDefinition<?>> aggregates, Channels app) {
        AsyncApi asyncApi = new AsyncApi(version, app);
        asyncApi.replies();
        aggregates.forEach(asyncApi::aggregate);
        app.published()
                .classes()
                .forEach((type, data) -> asyncApi.named(type, app.app(), schema(data), "Published by " + app.app()));
        app.subscribers().forEach(asyncApi::subscriber);
        return asyncApi.document;
    }

    private void replies() {
        String topic = app.topics().replies();
        channel(topic, topic, "Outcomes of commands that ask for a reply by ce_replyto")
                .withObject("/bindings/kafka")
                .put("bindingVersion", BINDING);
        ObjectNode outcome = message("gregor.outcome", OutcomeRecord.getClassSchema(), "How a command has ended");
        outcome.putObject("correlationId").put("location", "$message.header#/" + MessageHeaders.ID);
        outcome.set("headers", AsyncApiHeaders.ofReplies());
        contain(topic, "gregor.outcome");
    }

    private void aggregate(AggregateDefinition<?> definition) {
        String type = definition.type();
        String commands = app.topics().commands(type);
        channel(
                commands,
                commands,
                "Commands for aggregates of the type '" + type + "'; the key is the id of the aggregate");
        topic(commands, "delete", null);
        definition.commands().forEach(each -> {
            message(each.type().toString(), each.schema(), "A command").set("headers", AsyncApiHeaders.ofCommands());
            contain(commands, each.type().toString());
        });
        reply(operation("receive", commands, "Decides commands"));

        String events = app.topics().events(type);
        channel(
                events,
                events,
                "Events of aggregates of the type '" + type + "', for ever; the key is the id of the aggregate");
        topic(events, "delete", -1L);
        definition.recordedEvents().forEach(each -> {
            message(each.type().toString(), each.schema(), "An event").set("headers", AsyncApiHeaders.ofEvents());
            contain(events, each.type().toString());
        });
        operation("send", events, "Records events");
        if (app.states().contains(type)) {
            state(definition);
        }
        deadLetters(commands, "Commands that could not be read or handled");
    }

    private void state(AggregateDefinition<?> definition) {
        String states = app.topics().state(definition.type());
        channel(states, states, "The state of each aggregate after its last event; no value if it has none");
        topic(states, "compact", null);
        String name = definition.type() + ".state";
        ObjectNode state = message(name, definition.stateSchema(), "A state");
        state.remove("correlationId");
        state.set("headers", AsyncApiHeaders.ofStates());
        contain(states, name);
        operation("send", states, "Publishes states");
    }

    private void deadLetters(String source, String description) {
        String letters = Topics.deadLetters(source);
        channel(letters, letters, description);
        String name = "gregor.dead-letter";
        ObjectNode letter = messages.withObject('/' + name);
        letter.put("name", name)
                .put("title", "A record as it was, and why")
                .put("contentType", "application/octet-stream");
        letter.set("headers", AsyncApiHeaders.ofDeadLetters());
        contain(letters, name);
        operation("send", letters, "Keeps what could not be handled");
    }

    private void subscriber(Subscriber subscriber) {
        Map<String, Schema> handled = new TreeMap<>();
        subscriber.handledTypes().forEach((type, data) -> handled.put(type, schema(data)));
        for (String topic : subscriber.topicNames()) {
            receives(subscriber, topic, topic, "Read by " + subscriber.name(), handled);
        }
        for (String pattern : subscriber.topicPatterns()) {
            String channel = subscriber.name() + "-" + Integer.toHexString(pattern.hashCode());
            receives(subscriber, channel, null, "Topics with names of the form " + pattern, handled);
        }
    }

    private void receives(
            Subscriber subscriber,
            String channel,
            @Nullable String topic,
            String description,
            Map<String, Schema> handled) {
        channel(channel, topic, description);
        List<String> names = new ArrayList<>();
        handled.forEach(
                (type, schema) -> names.add(named(type, subscriber.name(), schema, "Handled by " + subscriber.name())));
        names.forEach(name -> contain(channel, name));
        ObjectNode operation = operations.putObject(subscriber.name() + "-receives-" + channel);
        operation.put("action", "receive").put("summary", "Subscriber " + subscriber.name());
        operation.set("channel", reference("channels/" + channel));
        ArrayNode references = operation.putArray("messages");
        names.forEach(name -> references.add(reference("channels/" + channel + "/messages/" + name)));
    }

    /** The key of a message of a type with this schema, which others may write or read with another one. */
    private String named(String type, String owner, Schema schema, String summary) {
        if (messages.has(type) && !messages.path(type).at("/payload/schema").equals(json(schema))) {
            message(owner + '.' + type, schema, summary).put("name", type);
            return owner + '.' + type;
        }
        if (!messages.has(type)) {
            message(type, schema, summary);
        }
        return type;
    }

    /** A channel, unless it is there. */
    private ObjectNode channel(String name, @Nullable String topic, String description) {
        if (channels.has(name)) {
            return channels.withObject('/' + name);
        }
        ObjectNode channel = channels.putObject(name).put("address", topic).put("description", description);
        channel.putObject("messages");
        return channel;
    }

    private void topic(String name, String cleanup, @Nullable Long retention) {
        ObjectNode kafka = channels.withObject('/' + name + "/bindings/kafka");
        kafka.put("topic", name).put("partitions", app.partitions()).put("bindingVersion", BINDING);
        ObjectNode configuration = kafka.putObject("topicConfiguration");
        configuration.putArray("cleanup.policy").add(cleanup);
        if (retention != null) {
            configuration.put("retention.ms", retention);
        }
    }

    private ObjectNode message(String name, Schema schema, String summary) {
        String doc = schema.getDoc();
        ObjectNode message = messages.putObject(name)
                .put("name", name)
                .put("title", schema.getName())
                .put("summary", doc == null ? summary : doc)
                .put("contentType", "application/avro");
        message.set("headers", AsyncApiHeaders.ofMessages());
        message.putObject("payload").put("schemaFormat", AVRO).set("schema", json(schema));
        message.putObject("correlationId").put("location", "$message.header#/ce_correlationid");
        ObjectNode kafka = message.withObject("/bindings/kafka");
        kafka.putObject("key").put("type", "string");
        kafka.put("bindingVersion", BINDING);
        return message;
    }

    private void contain(String channel, String message) {
        channels.withObject('/' + channel + "/messages").set(message, reference("components/messages/" + message));
    }

    private ObjectNode operation(String action, String channel, String summary) {
        ObjectNode operation = operations.putObject(action + "-" + channel);
        operation.put("action", action).put("summary", summary);
        operation.set("channel", reference("channels/" + channel));
        return operation;
    }

    private void reply(ObjectNode operation) {
        operation
                .putObject("reply")
                .set("channel", reference("channels/" + app.topics().replies()));
    }

    private static ObjectNode reference(String pointer) {
        return Json.object().put("$ref", "#/" + pointer);
    }

    private static JsonNode json(Schema schema) {
        return Json.read(schema.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Schema schema(Class<? extends SpecificRecord> data) {
        return SpecificData.get().getSchema(data);
    }
}
