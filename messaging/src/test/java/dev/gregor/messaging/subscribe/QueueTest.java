package dev.gregor.messaging.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.mail.EmailSent;
import dev.gregor.messaging.publish.ProducerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Queues on the share groups of a broker. */
class QueueTest extends Letters {

    /** For so long a member has a message, unless it renews that; the broker of the tests says so. */
    private static final Duration LOCK = Duration.ofSeconds(4);

    private final String jobs = kafka.topic(1);

    private Events queue(Handler<Counted> handler) {
        return new Events(group, handler, events -> {
            events.topics(jobs);
            events.queue();
            events.retries(QUICK);
        });
    }

    @Test
    void handlesSeveralMessagesOfAPartitionAndAKeyAtOnce() {
        CyclicBarrier three = new CyclicBarrier(3);
        Events queue = queue((message, outgoing) -> three.await(60, TimeUnit.SECONDS));
        count(jobs, "a", 0, 9);
        start(queue);
        await().untilAsserted(() -> assertThat(queue.of("a")).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8));
    }

    @Test
    void sharesTheMessagesAmongInstances() {
        CyclicBarrier eight = new CyclicBarrier(8);
        Events one = queue((message, outgoing) -> eight.await(60, TimeUnit.SECONDS));
        Events two = queue((message, outgoing) -> eight.await(60, TimeUnit.SECONDS));
        start(one);
        start(two);
        count(jobs, "a", 0, 8);
        await().untilAsserted(() ->
                assertThat(one.of("a").size() + two.of("a").size()).isEqualTo(8));
        assertThat(one.of("a")).hasSize(4).doesNotContainAnyElementsOf(two.of("a"));
    }

    @Test
    void keepsAMessageForAsLongAsItsHandlerTakes() {
        CountDownLatch end = new CountDownLatch(1);
        Events one = queue((message, outgoing) -> end.await(60, TimeUnit.SECONDS));
        Events two = queue((message, outgoing) -> end.await(60, TimeUnit.SECONDS));
        start(one);
        start(two);
        count(jobs, "a", 0, 1);
        await().until(() -> one.begun.size() + two.begun.size() == 1);
        await().during(LOCK.multipliedBy(2)).until(() -> one.begun.size() + two.begun.size() == 1);
        end.countDown();
        await().until(() -> one.handled.size() + two.handled.size() == 1);
        assertThat(one.begun.size() + two.begun.size()).isEqualTo(1);
    }

    @Test
    void leavesOutSettingsThatMembersOfShareGroupsRefuse() {
        Events queue = queue((message, outgoing) -> {});
        start(
                queue,
                Map.of(
                        "session.timeout.ms",
                        6_000,
                        "heartbeat.interval.ms",
                        1_000,
                        "group.protocol",
                        "classic",
                        "isolation.level",
                        "read_committed"));
        count(jobs, "a", 0, 1);
        await().untilAsserted(() -> assertThat(queue.of("a")).containsExactly(0));
    }

    @Test
    void takesNothingOfAbortedTransactions() {
        try (var producer = new KafkaProducer<>(
                ProducerSettings.transactional(kafka.settings(), group),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(jobs, new byte[] {1}, new byte[] {1}));
            producer.flush();
            producer.abortTransaction();
        }
        count(jobs, "a", 0, 1);
        Events queue = queue((message, outgoing) -> {});
        start(queue);
        await().untilAsserted(() -> assertThat(queue.of("a")).containsExactly(0));
        assertThat(list()).isEmpty();
    }

    @Test
    void publishesInTheNameOfTheMessage() {
        String mails = kafka.topic(1);
        start(queue((message, outgoing) -> outgoing.publish(mails, message.key(), new EmailSent("ann", "welcome"))));
        MessageContext.of("req-1").run(() -> count(jobs, "a", 0, 1));
        await().untilAsserted(() -> assertThat(kafka.committed(mails))
                .singleElement()
                .satisfies(mail ->
                        assertThat(MessageMetadata.of(mail).correlationId()).isEqualTo("req-1")));
    }

    @Test
    void triesAgainWhatFailsAndKeepsItAsADeadLetterWhileOthersGoOn() {
        failing.add("a1");
        Events queue = queue(this::fail);
        start(queue);
        count(jobs, "a", 0, 5);
        awaitLetters(1);
        await().untilAsserted(
                        () -> assertThat(queue.of("a")).contains(0, 2, 3, 4).doesNotContain(1));
        DeadLetter letter = list().get(0);
        assertThat(letter.failure().message()).contains("a1");
        assertThat(letter.failure().tries()).isEqualTo(4);

        failing.clear();
        awaitDone(letters.retry(letter.id(), "ann"));
        assertThat(queue.of("a")).contains(1);
        assertThat(list()).isEmpty();
    }

    @Test
    void keepsWhatCannotBeReadAsADeadLetterWithoutAKey() {
        start(queue((message, outgoing) -> {}));
        try (var producer = kafka.producer()) {
            producer.send(new ProducerRecord<>(jobs, null, new byte[] {1, 2, 3}));
        }
        awaitLetters(1);
        assertThat(list().get(0).key()).isEmpty();
    }

    @Test
    void waitsForATopicThatItsHandlerPublishesTo() {
        String mails = "mails-" + group;
        Events queue =
                queue((message, outgoing) -> outgoing.publish(mails, message.key(), new EmailSent("ann", "welcome")));
        Subscription subscription = start(queue, Map.of("max.block.ms", 500));
        count(jobs, "a", 0, 1);
        await().untilAsserted(() -> assertThat(subscription.obstacle())
                .hasValueSatisfying(text -> assertThat(text).contains(mails)));
        kafka.create(mails, 1, Map.of());
        await().untilAsserted(() -> assertThat(kafka.committed(mails)).hasSize(1));
        assertThat(queue.begun).hasSize(1);
        assertThat(list()).isEmpty();
    }

    @Test
    void handlesNothingWhileItIsPaused() {
        Events queue = queue((message, outgoing) -> {});
        Subscription subscription = start(queue);
        count(jobs, "a", 0, 1);
        await().untilAsserted(() -> assertThat(queue.of("a")).containsExactly(0));
        subscription.pause();
        Events other = queue((message, outgoing) -> {});
        start(other);
        count(jobs, "a", 1, 5);
        await().untilAsserted(() ->
                assertThat(queue.of("a").size() + other.of("a").size()).isEqualTo(5));
        assertThat(queue.of("a")).containsExactly(0);
        subscription.resume();
        await().untilAsserted(() -> assertThat(subscription.obstacle()).isEmpty());
    }

    @Test
    void waitsForAServiceThatIsDownWithoutBlamingTheMessage() {
        CountDownLatch back = new CountDownLatch(1);
        Events queue = queue((message, outgoing) -> {
            if (back.getCount() > 0) {
                throw new ServiceDownException("The printer is off");
            }
        });
        Subscription subscription = start(queue);
        count(jobs, "a", 0, 2);
        await().untilAsserted(() -> assertThat(subscription.obstacle())
                .hasValueSatisfying(text -> assertThat(text).contains("The printer is off")));
        back.countDown();
        await().untilAsserted(() -> assertThat(queue.of("a")).containsExactlyInAnyOrder(0, 1));
        await().untilAsserted(() -> assertThat(subscription.obstacle()).isEmpty());
        assertThat(list()).isEmpty();
    }

    @Test
    void finishesWhatItHasBegunWhenItCloses() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Events first = queue((message, outgoing) -> {
            begun.countDown();
            end.await(60, TimeUnit.SECONDS);
        });
        Subscription subscription = Subscription.start(kafka.settings(), first);
        count(jobs, "a", 0, 1);
        begun.await(60, TimeUnit.SECONDS);
        Thread closing = new Thread(subscription::close);
        closing.start();
        end.countDown();
        closing.join();
        assertThat(first.of("a")).containsExactly(0);

        Events second = queue((message, outgoing) -> {});
        start(second);
        count(jobs, "a", 1, 2);
        await().untilAsserted(() -> assertThat(second.of("a")).containsExactly(1));
    }

    @Test
    void takesTopicsOfDifferentWeights() {
        String urgent = kafka.topic(1);
        Events queue = new Events(group, (message, outgoing) -> {}, events -> {
            events.topics(jobs);
            events.queue(urgent, 10);
            events.concurrency(1);
        });
        count(jobs, "low", 0, 20);
        count(urgent, "high", 0, 20);
        start(queue);
        await().untilAsserted(() -> assertThat(queue.handled).hasSize(40));
    }

    @Test
    void saysWhatItWaitsFor() {
        Subscription subscription = start(new Events(group, (message, outgoing) -> {}, events -> {
            events.topics("no-such-topic");
            events.queue();
        }));
        await().untilAsserted(() -> assertThat(subscription.obstacle())
                .hasValueSatisfying(text -> assertThat(text).contains("no-such-topic")));
        assertThatThrownBy(() -> subscription.seek(Instant.EPOCH)).hasMessageContaining("is a queue");
        assertThatThrownBy(() -> Subscription.start(
                        kafka.settings(Map.of()), new Events(group, (message, outgoing) -> {}, events -> {
                            events.topicsLike("jobs-.*");
                            events.queue();
                        })))
                .hasMessageContaining("is a queue");
    }
}
