package dev.gregor.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.user.UserRegistered;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsHttpTest {

    private static final String DATA = "{\"username\":\"john\",\"email\":\"john@example.com\"}";
    private static final String JOHN = "{\"type\":\"user.registered.v1\",\"key\":\"42\",\"data\":" + DATA + "}";
    private static final UserRegistered REGISTERED = new UserRegistered("john", "john@example.com");

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());

    @AfterEach
    void close() {
        fakes.close();
    }

    @Test
    void publishesAMessageInTheContextOfTheRequest() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        HttpResponse<String> answer = post(
                JOHN, "Idempotency-Key", "m1", "X-Correlation-Id", "c1", "traceparent", trace, "tracestate", "a=b");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"id\":\"m1\",\"topic\":\"user-events\",\"partition\":0,\"offset\":0}");
        assertThat(fakes.messaging.published)
                .containsExactly(List.of(new OutgoingMessage("user-events", "42", REGISTERED, "m1", Map.of())));
        assertThat(fakes.messaging.context).isEqualTo(new MessageContext("c1", null, trace, "a=b"));
    }

    @Test
    void publishesAnArrayTogether() {
        String own = JOHN.replace("{\"type\"", "{\"id\":\"m2\",\"headers\":{\"tenant\":\"zebra\"},\"type\"");
        JsonNode answer = Client.json(post("[" + JOHN + "," + own + "]"));
        assertThat(answer.size()).isEqualTo(2);
        assertThat(answer.at("/1/id").asText()).isEqualTo("m2");
        assertThat(answer.at("/1/offset").asInt()).isEqualTo(1);
        assertThat(answer.at("/0/id").asText()).hasSize(36);
        assertThat(fakes.messaging.published).hasSize(1);
        assertThat(fakes.messaging.published.get(0).get(1))
                .isEqualTo(new OutgoingMessage("user-events", "42", REGISTERED, "m2", Map.of("tenant", "zebra")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    []                                                          | at least one message
                    7                                                           | a JSON object with type, key, id, headers, data
                    {'kye':'1'}                                                 | did you mean key?
                    {'key':'1','data':{}}                                       | type is missing
                    {'type':'user.shouted.v1','key':'1'}                        | one of: user.registered.v1
                    {'type':'user.registered.v1','data':DATA}                   | key is missing
                    {'type':'user.registered.v1','key':'','data':DATA}          | 1 to 200 characters
                    {'type':'user.registered.v1','key':'1','id':' ','data':DATA} | id is ' ', expected 1 to
                    {'type':'user.registered.v1','key':'1','headers':7,'data':DATA} | a JSON object of strings
                    {'type':'user.registered.v1','key':'1','headers':{'a':7},'data':DATA} | expected a string
                    {'type':'user.registered.v1','key':'1','headers':{'CE_actor':'ann'},'data':DATA} | other headers than ce_
                    {'Type':'user.registered.v1','key':'1','data':DATA}              | only type, key, id, headers, data (did you mean type?)
                    {'type':'user.registered.v1','key':'1','data':{'username':7,'email':'a'}} | username
                    {'type':'user.registered.v1','key':'1'}                     | username
                    """, quoteCharacter = '`')
    void refusesWhatIsMalformed(String body, String detail) {
        HttpResponse<String> answer = post(body.replace("DATA", DATA).replace('\'', '"'));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Client.json(answer).path("detail").asText()).contains(detail);
        assertThat(fakes.messaging.published).isEmpty();
    }

    @Test
    void saysWhichOfSeveralIsMalformedAndPublishesNone() {
        JsonNode answer = Client.json(post("[" + JOHN + ",{\"type\":\"nothing.v1\",\"key\":\"1\"}]"));
        assertThat(answer.path("index").asInt()).isEqualTo(1);
        assertThat(answer.path("field").asText()).isEqualTo("type");
        assertThat(fakes.messaging.published).isEmpty();
        assertThat(post("[" + JOHN + "]", "Idempotency-Key", "m1").body())
                .contains("the id of each message in the message");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"user.events", "user.commands", "user.state", "gregor.schemas", "gregor-bank-write-x", "a.dlq"})
    void refusesTopicsOfTheApplicationItself(String topic) {
        HttpResponse<String> answer = postTo(topic, JOHN);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("written by the application itself");
    }

    @Test
    void tellsWhatIsWrongWithTopicsAndBrokers() {
        assertProblem(postTo("nobodys-events", JOHN), 404, "/problems/unknown-topic", "no topic 'nobodys-events'");
        fakes.messaging.failure = new PermanentException("too large");
        assertProblem(post(JOHN), 422, "/problems/message-refused", "too large");
        fakes.messaging.failure = new TransientException("publish again", null);
        HttpResponse<String> unknown = post(JOHN, "Idempotency-Key", "m1");
        assertProblem(unknown, 503, "/problems/unavailable", "publish again");
        assertThat(Client.json(unknown).path("ids").toString()).isEqualTo("[\"m1\"]");
        assertThat(unknown.headers().firstValue("Retry-After")).contains("1");
        fakes.obstacle = "The application starts";
        assertProblem(post(JOHN), 503, "/problems/not-ready", "starts");
    }

    @Test
    void isDescribedWithItsTypes() {
        JsonNode operation = Client.json(client.get("/openapi.json")).at("/paths/~1api~1topics~1{topic}/post");
        assertThat(operation
                        .at("/requestBody/content/application~1json/schema/anyOf/0/anyOf/0/properties/type/const")
                        .asText())
                .isEqualTo("user.registered.v1");
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String type, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Client.json(answer).path("type").asText()).isEqualTo(type);
        assertThat(Client.json(answer).path("detail").asText()).contains(detail);
    }

    private HttpResponse<String> post(String body, String... headers) {
        return postTo(FakeMessaging.TOPIC, body, headers);
    }

    private HttpResponse<String> postTo(String topic, String body, String... headers) {
        return client.send(client.request("/api/topics/" + topic, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }
}
