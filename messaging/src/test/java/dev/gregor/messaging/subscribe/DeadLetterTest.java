package dev.gregor.messaging.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.letter.DryRun;
import dev.gregor.messaging.letter.LetterContent;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.letter.LetterHandler;
import dev.gregor.messaging.mail.EmailSent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLetterTest extends Letters {

    @Test
    void anEventThatFailsAFewTimesIsHandled() {
        String topic = kafka.topic(1);
        Events events = new Events(group, topic, this::fail);
        failing.add("a0");
        start(events);
        count(topic, "a", 0, 2);
        await().untilAsserted(() -> assertThat(events.begun).containsExactly("a0", "a0"));
        failing.clear();
        await().untilAsserted(() -> assertThat(events.handled).containsExactly("a0", "a1"));
        assertThat(kafka.committed(topic + ".dlq")).isEmpty();
    }

    @Test
    void anEventThatFailsForEverBecomesADeadLetterWithAllThatItHad() {
        String topic = kafka.topic(2);
        failing.add("a0");
        Events events = events(topic);
        start(events);
        count(topic, "a", 0, 1);
        awaitLetters(1);
        assertThat(events.begun).containsExactly("a0", "a0", "a0", "a0");

        ConsumerRecord<byte[], byte[]> event = kafka.committed(topic).get(0);
        ConsumerRecord<byte[], byte[]> letter = kafka.committed(topic + ".dlq").get(0);
        assertThat(letter.key()).isEqualTo(event.key());
        assertThat(letter.value()).isEqualTo(event.value());
        assertThat(letter.partition()).isEqualTo(event.partition());
        assertThat(letter.timestamp()).isEqualTo(event.timestamp());
        assertThat(letter.headers().toArray()).contains(event.headers().toArray());
        assertThat(header(letter, "gregor-service")).isEqualTo("mail");
        assertThat(header(letter, "gregor-subscription")).isEqualTo(group);
        assertThat(header(letter, "gregor-tries")).isEqualTo("4");
        assertThat(header(letter, "__streams.errors.exception")).isEqualTo("java.lang.IllegalStateException");
        assertThat(header(letter, "__streams.errors.message")).isEqualTo("Kein Anschluß für a0");
        assertThat(header(letter, "__streams.errors.stacktrace")).contains("Letters.fail");
        assertThat(header(letter, "__streams.errors.topic")).isEqualTo(topic);
        assertThat(header(letter, "__streams.errors.partition")).isEqualTo(String.valueOf(event.partition()));
        assertThat(header(letter, "__streams.errors.offset")).isEqualTo(String.valueOf(event.offset()));

        DeadLetter listed = list().get(0);
        assertThat(listed.key()).isEqualTo("a");
        assertThat(listed.type()).isEqualTo("count.counted.v1");
        assertThat(listed.eventId()).isEqualTo(header(event, "ce_id"));
        assertThat(listed.failure().tries()).isEqualTo(4);
        LetterContent shown = letters.show(listed.id());
        assertThat(shown.data().orElseThrow().get("number")).isEqualTo(0);
        assertThat(shown.stackTrace()).contains("Letters.fail");
    }

    @Test
    void aPermanentFailureIsNotTriedAgain() {
        String topic = kafka.topic(1);
        Events events = new Events(group, topic, (message, outgoing) -> {
            throw new PermanentException("There is no such user");
        });
        start(events);
        count(topic, "a", 0, 1);
        awaitLetters(1);
        assertThat(events.begun).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsADeadLetterAndTheOthersGoOn() {
        String topic = kafka.topic(1);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(new ProducerRecord<>(topic, "raw".getBytes(UTF_8), new byte[] {1, 2, 3}));
            ProducerRecord<byte[], byte[]> typed =
                    new ProducerRecord<>(topic, new byte[] {(byte) 0xff, 0}, new byte[] {(byte) 0xc3, 1, 9});
            typed.headers().add("ce_type", "count.counted.v1".getBytes(UTF_8)).add("empty", null);
            producer.send(typed);
            ProducerRecord<byte[], byte[]> misnamed = new ProducerRecord<>(topic, "x".getBytes(UTF_8), null);
            misnamed.headers().add("ce_type", "Ünknown Type".getBytes(UTF_8));
            producer.send(misnamed);
            producer.send(new ProducerRecord<>(topic, "tombstone".getBytes(UTF_8), null));
        }
        count(topic, "a", 0, 1);
        Events events = events(topic);
        start(events);
        awaitLetters(3);
        await().untilAsserted(() -> assertThat(events.handled).containsExactly("a0"));
        List<ConsumerRecord<byte[], byte[]>> records = kafka.committed(topic + ".dlq");
        assertThat(records)
                .extracting(ConsumerRecord::value)
                .contains(new byte[] {1, 2, 3}, new byte[] {(byte) 0xc3, 1, 9});
        assertThat(list()).extracting(each -> each.failure().tries()).containsOnly(1);
    }

    @Test
    void whatBrokersRefuseIsTheFaultOfItsEventOnly() {
        String topic = kafka.topic(1);
        String small = kafka.topic(1, Map.of("max.message.bytes", "600"));
        Events events = new Events(group, topic, (message, outgoing) -> {
            if (message.key().equals("large")) {
                outgoing.publish(small, "x", new EmailSent("a".repeat(1000), "welcome"));
            }
            outgoing.publish(small, message.key(), message.data());
        });
        start(events);
        count(topic, "a", 0, 3);
        count(topic, "large", 0, 1);
        count(topic, "a", 3, 6);
        awaitLetters(1);
        await().untilAsserted(() -> assertThat(kafka.committed(small)).hasSize(6));
        assertThat(list().get(0).failure().message()).contains("was refused");
        assertThat(list().get(0).key()).isEqualTo("large");
    }

    @Test
    void aTopicOfLettersThatIsTooSmallGetsTheReasonAlone() {
        String topic = kafka.topic(1);
        kafka.create(topic + ".dlq", 1, Map.of("max.message.bytes", "12000"));
        publisher
                .publish(topic, "a", new EmailSent("a".repeat(20_000), "welcome"))
                .join();
        class Mails extends Subscriber {
            Mails() {
                super(DeadLetterTest.this.group);
                topics(topic);
                on("email.sent.v1", EmailSent.class, (message, outgoing) -> {
                    throw new PermanentException("No such address");
                });
            }
        }
        Subscription subscription = start(new Mails());
        awaitLetters(1);
        ConsumerRecord<byte[], byte[]> letter = kafka.committed(topic + ".dlq").get(0);
        assertThat(letter.value()).isNull();
        assertThat(header(letter, "__streams.errors.message")).isEqualTo("No such address");

        awaitDone(letters.retry(list().get(0).id(), "ann"));
        DeadLetter again = list().get(0);
        assertThat(again.failure().tries()).isEqualTo(2);
        assertThat(again.failure().message()).contains("without parts of its event");
        try (DeadLetters with = DeadLetters.open(
                kafka.settings(), name -> Optional.<LetterHandler>of(subscription), Duration.ofSeconds(10))) {
            assertThat(with.dryRun(LetterFilter.id(again.id()), 1, "ann"))
                    .singleElement()
                    .satisfies(each -> assertThat(each.result()).isEqualTo(DryRun.Result.FAILED));
        }
    }

    @Test
    void keepsHeadersWithoutAValue() {
        String topic = kafka.topic(1);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, null, new byte[] {1});
            record.headers().add("empty", null).add("same", new byte[] {1}).add("same", new byte[] {2});
            producer.send(record);
        }
        start(events(topic));
        awaitLetters(1);
        List<Header> kept = new ArrayList<>();
        kafka.committed(topic + ".dlq").get(0).headers().forEach(kept::add);
        assertThat(kept).extracting(Header::key).startsWith("empty", "same", "same");
    }
}
