package dev.gregor.messaging.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.mail.EmailSent;
import dev.gregor.messaging.mail.UserRegistered;
import dev.gregor.messaging.publish.Published;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class SubscriptionTest extends OnKafka {

    @Test
    void publishesInTheNameOfTheEventThatItHandles() {
        String users = kafka.topic(2);
        String mails = kafka.topic(1);
        List<String> logged = new ArrayList<>();
        class Mail extends Subscriber {
            Mail() {
                super(group);
                topics(users);
                on("user.registered.v1", UserRegistered.class, (message, outgoing) -> {
                    logged.add(MDC.get("correlationId"));
                    outgoing.publish(
                            mails, message.key(), new EmailSent(message.data().getEmail(), "welcome"));
                });
            }
        }
        Published[] cause = new Published[1];
        MessageContext.of("req-abc-123")
                .run(() -> cause[0] = publisher
                        .publish(users, "42", new UserRegistered("john", "john@example.com"))
                        .join());
        start(new Mail());

        await().untilAsserted(() -> assertThat(kafka.committed(mails)).hasSize(1));
        ConsumerRecord<byte[], byte[]> mail = kafka.committed(mails).get(0);
        MessageMetadata metadata = MessageMetadata.of(mail);
        assertThat(metadata.type()).hasToString("email.sent.v1");
        assertThat(metadata.correlationId()).isEqualTo("req-abc-123");
        assertThat(metadata.causationId()).isEqualTo(cause[0].id());
        assertThat(kafka.codec.decode(mails, mail.value(), EmailSent.class).getRecipient())
                .isEqualTo("john@example.com");
        assertThat(logged).containsExactly("req-abc-123");
    }

    @Test
    void handlesMoreKeysAtOnceThanThereArePartitions() {
        String topic = kafka.topic(1);
        CyclicBarrier all = new CyclicBarrier(8);
        Events events = new Events(group, topic, (message, outgoing) -> all.await(60, TimeUnit.SECONDS));
        for (int i = 0; i < 8; i++) {
            count(topic, "key" + i + "-", 0, 1);
        }
        start(events);
        await().untilAsserted(() -> assertThat(events.handled).hasSize(8));
    }

    @Test
    void handlesTheEventsOfAKeyOneAfterTheOther() {
        String topic = kafka.topic(3);
        Set<String> inside = ConcurrentHashMap.newKeySet();
        AtomicBoolean overlap = new AtomicBoolean();
        Events events = new Events(group, topic, (message, outgoing) -> {
            overlap.compareAndSet(false, !inside.add(message.key()));
            LockSupport.parkNanos(1);
            inside.remove(message.key());
        });
        start(events);
        for (int round = 0; round < 20; round++) {
            for (int key = 0; key < 20; key++) {
                count(topic, "k" + key + "-", round * 5, round * 5 + 5);
            }
        }
        await().untilAsserted(() -> assertThat(events.handled).hasSize(2_000));
        assertThat(overlap).isFalse();
        for (int key = 0; key < 20; key++) {
            assertThat(events.of("k" + key + "-")).isSorted().hasSize(100);
        }
    }

    @Test
    void readsTopicsByNameAndByFormButNoDeadLetters() {
        String prefix = "t" + UUID.randomUUID();
        kafka.create(prefix + ".one", 1, Map.of());
        kafka.create(prefix + ".one.dlq", 1, Map.of());
        String other = kafka.topic(1);
        Events events = new Events(group, (each, outgoing) -> {}, all -> {
            all.topics(other);
            all.topicsLike(prefix + "\\..*");
        });
        count(prefix + ".one", "one", 0, 1);
        count(prefix + ".one.dlq", "dead", 0, 1);
        count(other, "other", 0, 1);
        start(events, Map.of("metadata.max.age.ms", 300));
        await().untilAsserted(() -> assertThat(events.handled).containsExactlyInAnyOrder("one0", "other0"));
        kafka.create(prefix + ".later", 1, Map.of());
        count(prefix + ".later", "later", 0, 1);
        await().untilAsserted(() -> assertThat(events.handled).containsExactlyInAnyOrder("one0", "other0", "later0"));
    }

    @Test
    void handlersGetWhatTheirConditionsLetPass() {
        String topic = kafka.topic(1);
        List<String> even = new ArrayList<>();
        class Even extends Events {
            Even() {
                super(group, topic, (message, outgoing) -> {});
                on(
                                "count.counted.v1",
                                Counted.class,
                                (message, outgoing) ->
                                        even.add(message.key() + message.data().getNumber()))
                        .when(message -> message.data().getNumber() % 2 == 0)
                        .when(message -> message.metadata().header("region").isPresent());
            }
        }
        for (int i = 0; i < 4; i++) {
            publisher.publish(OutgoingMessage.of(topic, "a", new Counted(i)).withHeader("region", "eu"));
        }
        count(topic, "a", 4, 7);
        publisher.publish(topic, "a", new EmailSent("of another type", "x"));
        Events events = new Even();
        start(events);
        await().untilAsserted(() -> assertThat(events.handled).hasSize(7));
        assertThat(even).containsExactly("a0", "a2");
    }

    @Test
    void pausesAndGoesOn() {
        String topic = kafka.topic(1);
        Events events = new Events(group, topic, (message, outgoing) -> {});
        Subscription subscription = start(events);
        count(topic, "a", 0, 1);
        await().untilAsserted(() -> assertThat(events.handled).hasSize(1));
        subscription.pause();
        assertThat(subscription.obstacle()).contains("Paused");
        subscription.seek(Instant.now());
        count(topic, "a", 1, 5);
        Events witness = new Events(group + "w", topic, (message, outgoing) -> {});
        start(witness);
        await().untilAsserted(() -> assertThat(witness.handled).hasSize(5));
        assertThat(events.handled).hasSize(1);
        subscription.resume();
        await().untilAsserted(() -> assertThat(events.of("a")).containsExactly(0, 1, 2, 3, 4));
        assertThat(subscription.obstacle()).isEmpty();
    }

    @Test
    void goesBackToATime() {
        String topic = kafka.topic(2);
        Events events = new Events(group, topic, (message, outgoing) -> {});
        Subscription subscription = start(events);
        count(topic, "old", 0, 5);
        await().untilAsserted(() -> assertThat(events.handled).hasSize(5));
        Instant time = kafka.committed(topic).stream()
                .map(each -> Instant.ofEpochMilli(each.timestamp() + 1))
                .max(Instant::compareTo)
                .orElseThrow();
        await().until(() -> Instant.now().isAfter(time));
        count(topic, "new", 0, 3);
        await().untilAsserted(() -> assertThat(events.handled).hasSize(8));
        subscription.seek(time);
        await().untilAsserted(() -> assertThat(events.of("new")).containsExactly(0, 1, 2, 0, 1, 2));
        assertThat(events.of("old")).hasSize(5);
    }

    @Test
    void everyInstanceOfABroadcastGetsEveryEvent() {
        String topic = kafka.topic(2);
        Events one = new Events(group, (message, outgoing) -> {}, events -> {
            events.topics(topic);
            events.broadcast();
        });
        Events two = new Events(group, (message, outgoing) -> {}, events -> {
            events.topics(topic);
            events.broadcast();
        });
        count(topic, "before", 0, 1);
        start(one);
        start(two);
        AtomicInteger next = new AtomicInteger();
        await().untilAsserted(() -> {
            count(topic, "a", next.get(), next.incrementAndGet());
            assertThat(one.handled).isNotEmpty();
            assertThat(two.handled).isNotEmpty();
        });
        count(topic, "a", 1000, 1010);
        await().untilAsserted(() -> {
            assertThat(one.of("a")).contains(1000, 1009);
            assertThat(two.of("a")).contains(1000, 1009);
        });
        assertThat(one.handled).noneMatch(each -> each.startsWith("before"));
    }

    @Test
    void waitsForAServiceThatIsDown() {
        String topic = kafka.topic(1);
        AtomicBoolean down = new AtomicBoolean(true);
        Events events = new Events(group, topic, (message, outgoing) -> {
            if (down.get()) {
                throw new ServiceDownException("The mail server does not answer");
            }
        });
        Subscription subscription = start(events);
        count(topic, "a", 0, 10);
        count(topic, "b", 0, 10);
        await().untilAsserted(() -> assertThat(subscription.obstacle())
                .hasValueSatisfying(obstacle -> assertThat(obstacle).contains("service that is down", "mail server")));
        await().untilAsserted(() -> assertThat(events.begun).hasSizeGreaterThan(3));
        down.set(false);
        await().untilAsserted(() -> assertThat(events.handled).hasSize(20));
        assertThat(events.of("a")).isSorted();
        await().untilAsserted(() -> assertThat(subscription.obstacle()).isEmpty());
        assertThat(kafka.committed(topic + ".dlq")).isEmpty();
    }

    @Test
    void anyTextIsACorrelationIdAndKeysNeedNotBeAscii() {
        String topic = kafka.topic(1);
        List<String> seen = new CopyOnWriteArrayList<>();
        start(new Events(
                group,
                topic,
                (message, outgoing) ->
                        seen.add(message.key() + ' ' + message.metadata().correlationId())));
        publisher
                .publish(OutgoingMessage.of(topic, "Größe", new Counted(1)).withId("first"))
                .join();
        for (byte[] correlation : Arrays.asList("no UUID – ñ".getBytes(UTF_8), null)) {
            ConsumerRecord<byte[], byte[]> first = kafka.committed(topic).get(0);
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topic, null, first.key(), first.value(), first.headers());
            record.headers().remove("ce_correlationid");
            record.headers().remove("ce_id");
            record.headers().add("ce_id", ("id-" + (correlation == null)).getBytes(UTF_8));
            record.headers().add("ce_correlationid", correlation);
            try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
                producer.send(record);
            }
        }
        await().untilAsserted(() -> assertThat(seen).hasSize(3).contains("Größe no UUID – ñ", "Größe id-true"));
        assertThat(kafka.committed(topic + ".dlq")).isEmpty();
    }

    @Test
    void commitsManyEventsTogether() {
        String topic = kafka.topic(1);
        String copies = kafka.topic(1);
        count(topic, "a", 0, 2_000);
        start(new Events(group, topic, (message, outgoing) -> outgoing.publish(copies, message.key(), message.data())));
        await().untilAsserted(() -> assertThat(kafka.committed(copies)).hasSize(2_000));
        long last = kafka.committed(copies).get(1_999).offset();
        assertThat(last - 1_999).as("transactions before the last one").isLessThan(1_000);
    }

    @Test
    void needsTopics() {
        assertThatThrownBy(() -> start(new Events(group, (message, outgoing) -> {}, events -> {})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no topics");
    }
}
