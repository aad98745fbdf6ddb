package dev.gregor.app.http.asyncapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.topic.Topics;
import dev.gregor.user.User;
import dev.gregor.user.UserActivated;
import dev.gregor.user.UserRegistered;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class AsyncApiTest {

    private final ObjectNode document = AsyncApi.of(
            "1.2.3",
            List.of(new User().definition()),
            new Channels(
                    "bank",
                    new Topics("it."),
                    4,
                    true,
                    Set.of("user"),
                    MessageTypes.none().with("email.sent.v1", UserActivated.class),
                    List.of(new Mails())));

    private static final class Mails extends Subscriber {

        Mails() {
            super("mails");
            topics("it.user.events", "elsewhere");
            topicsLike("more-.*");
            on("user.registered.v1", UserRegistered.class, (message, outgoing) -> {});
            on("user.activated.v1", UserRegistered.class, (message, outgoing) -> {});
        }
    }

    @Test
    void describesTopicsOfAggregatesAndOfSubscribers() {
        assertThat(names("/channels"))
                .contains(
                        "it.gregor.replies",
                        "it.user.commands",
                        "it.user.commands.dlq",
                        "it.user.events",
                        "it.user.state",
                        "elsewhere")
                .hasSize(7);
        assertThat(document.at("/channels/it.user.events/bindings/kafka/topicConfiguration/retention.ms")
                        .asLong())
                .isEqualTo(-1);
        assertThat(names("/channels/it.user.commands/messages")).contains("user.register.v1");
        assertThat(names("/channels/elsewhere/messages"))
                .containsExactly("mails.user.activated.v1", "user.registered.v1");
        assertThat(names("/components/messages")).contains("email.sent.v1", "gregor.dead-letter");
        assertThat(document.at("/operations/receive-it.user.commands/reply/channel/$ref")
                        .asText())
                .isEqualTo("#/channels/it.gregor.replies");
    }

    @Test
    void namesOfStatesOnlyTheHeadersThatTheyHave() {
        assertThat(document.at("/components/messages/user.state/headers/required"))
                .extracting(JsonNode::asText)
                .contains("ce_aggregateversion")
                .doesNotContain("ce_partitionsequence", "ce_time");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references)
                .isNotEmpty()
                .allMatch(each -> !document.at(each.substring(1)).isMissingNode());
    }

    @Test
    void payloadsAreAvroSchemas() {
        List<String> records = new ArrayList<>();
        for (JsonNode each : document.at("/components/messages")) {
            if (each.has("payload")) {
                records.add(new Schema.Parser()
                        .parse(each.at("/payload/schema").toString())
                        .getName());
            }
        }
        assertThat(records).contains("Register", "UserRegistered", "UserState", "OutcomeRecord");
    }

    private List<String> names(String pointer) {
        List<String> names = new ArrayList<>();
        document.at(pointer).fieldNames().forEachRemaining(names::add);
        return names;
    }
}
