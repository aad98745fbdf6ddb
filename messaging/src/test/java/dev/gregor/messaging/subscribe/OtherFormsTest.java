package dev.gregor.messaging.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.letter.DeadLetter;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** Messages of programs that write CloudEvents in other forms than Gregor, or none. */
class OtherFormsTest extends Letters {

    private static final String STRUCTURED = "application/cloudevents+json; charset=utf-8";
    private static final String BATCH = "application/cloudevents-batch+json";

    private static String event(int id, String data) {
        return """
                {"specversion":"1.0","type":"count.counted.v1","source":"/elsewhere","id":"%d","correlationid":"c",%s}""".formatted(id, data);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String contentType, String value) {
        return record(topic, "a", contentType, value);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String key, String contentType, String value) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(UTF_8), value.getBytes(UTF_8));
        if (!contentType.isEmpty()) {
            record.headers().add("content-type", contentType.getBytes(UTF_8));
        }
        return record;
    }

    private static void send(Iterable<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            records.forEach(producer::send);
        }
    }

    @Test
    void readsStructuredEventsBatchesAndJson() {
        String topic = kafka.topic(1);
        count(topic, "a", 0, 1);
        var binary = kafka.committed(topic).get(0);
        String avro = Base64.getEncoder().encodeToString(binary.value());
        ProducerRecord<byte[], byte[]> json = record(topic, "application/json", "{\"number\":6,\"more\":1}");
        json.headers().add("ce_type", "count.counted.v1".getBytes(UTF_8));
        send(List.of(
                record(topic, STRUCTURED, event(1, "\"data\":{\"number\":1}")),
                record(topic, STRUCTURED, event(1, "\"data\":{\"number\":1}")),
                record(
                        topic,
                        STRUCTURED,
                        event(2, "\"datacontenttype\":\"application/avro\",\"data_base64\":\"" + avro + '"')),
                record(topic, BATCH, "[]"),
                record(
                        topic,
                        BATCH,
                        "[" + event(4, "\"data\":{\"number\":4}") + "," + event(5, "\"data\":{\"number\":5}") + "]"),
                json,
                record(topic, "", "\0\0\0\0\7{\"number\":7}"),
                record(topic, "application/json", "{\"number\":8}")));
        Events events = new Events(group, (message, outgoing) -> {}, all -> {
            all.topics(topic);
            all.untypedJsonIs("count.counted.v1");
        });
        start(events);

        await().untilAsserted(() -> assertThat(events.of("a")).containsExactly(0, 1, 0, 4, 5, 6, 7, 8));
        assertThat(kafka.committed(topic + ".dlq")).isEmpty();
    }

    @Test
    void passesOverTypesOfOthersAndGoesOnBehindNumbersThatAreTooLarge() {
        String topic = kafka.topic(1);
        String others = event(9, "\"data\":1").replace("count.counted.v1", "com.example.pushed");
        send(List.of(
                record(topic, "a", BATCH, "[" + event(1, "\"data\":{\"number\":1}") + "," + others + "]"),
                record(topic, "b", STRUCTURED, event(2, "\"data\":{\"number\":1e99999999999}")),
                record(topic, "a", STRUCTURED, others),
                record(topic, "a", STRUCTURED, event(3, "\"data\":{\"number\":3}"))));
        Events events = events(topic);
        start(events);

        await().untilAsserted(() -> assertThat(events.handled).containsExactly("a1", "a3"));
        awaitLetters(1);
    }

    @Test
    void readsAllOfABatchBeforeItHandlesTheFirst() {
        String topic = kafka.topic(1);
        send(List.of(
                record(
                        topic,
                        "a",
                        BATCH,
                        "[" + event(1, "\"data\":{\"number\":1}") + "," + event(2, "\"data\":{}") + "]"),
                record(
                        topic,
                        "b",
                        BATCH,
                        "[" + event(3, "\"data\":{\"number\":1}").replace("\"id\":\"3\",", "") + "]")));
        Events events = events(topic);
        start(events);
        awaitLetters(2);

        assertThat(events.begun).isEmpty();
        assertThat(list())
                .extracting(each -> each.failure().message())
                .anySatisfy(message -> assertThat(message).contains("is no Counted"))
                .anySatisfy(message -> assertThat(message).contains("it has no 'id'"));
    }

    @Test
    void knowsWhatAStructuredEventSaysOfItself() {
        String topic = kafka.topic(1);
        send(List.of(record(topic, STRUCTURED, event(1, "\"data\":{\"number\":1},\"traceparent\":\"00-a-b-01\""))));
        Events events = new Events(group, topic, (message, outgoing) -> {
            assertThat(message.id()).isEqualTo("1");
            assertThat(message.metadata().source()).isEqualTo("/elsewhere");
            assertThat(message.metadata().correlationId()).isEqualTo("c");
            assertThat(message.metadata().header("traceparent")).contains("00-a-b-01");
        });
        start(events);

        await().untilAsserted(() -> assertThat(events.handled).containsExactly("a1"));
    }

    @Test
    void keepsWhatItCannotReadAsItWas() {
        String topic = kafka.topic(1);
        send(List.of(
                record(topic, "a", STRUCTURED, "{"),
                record(topic, "b", STRUCTURED, "[]"),
                record(topic, "c", BATCH, "{}"),
                record(topic, "d", STRUCTURED, event(3, "\"data\":{\"number\":\"many\"}"))));
        start(events(topic));
        awaitLetters(4);

        assertThat(kafka.committed(topic + ".dlq"))
                .extracting(each -> new String(each.value(), UTF_8))
                .contains("{", "[]", "{}");
        assertThat(kafka.committed(topic + ".dlq")).allSatisfy(each -> {
            Header type = each.headers().lastHeader("content-type");
            assertThat(new String(type.value(), UTF_8)).contains("cloudevents");
        });
        assertThat(list()).extracting(DeadLetter::type).containsExactlyInAnyOrder("", "", "", "count.counted.v1");
        assertThat(list())
                .anySatisfy(each -> assertThat(each.failure().message()).contains("is no Counted", "number"));
    }
}
