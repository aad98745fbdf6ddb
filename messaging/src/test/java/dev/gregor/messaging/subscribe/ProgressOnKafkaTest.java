package dev.gregor.messaging.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.mail.Counted;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What is handled once, and what is not, when handlers are slow and partitions move. */
class ProgressOnKafkaTest extends OnKafka {

    @Test
    void aSlowEventHoldsUpOnlyItsKeyAndIsNotCommitted() {
        String topic = kafka.topic(1);
        String out = kafka.topic(1);
        CountDownLatch slow = new CountDownLatch(1);
        Handler<Counted> handler = (message, outgoing) -> {
            if (message.key().equals("slow")) {
                slow.await();
            }
            outgoing.publish(out, message.key(), message.data());
        };
        count(topic, "slow", 0, 3);
        count(topic, "quick", 0, 3_000);
        Events events = new Events(group, topic, handler);
        start(events);
        await().untilAsserted(() -> assertThat(kafka.committed(out)).hasSize(3_000));
        assertThat(events.handled).noneMatch(each -> each.startsWith("slow"));
        slow.countDown();
        await().untilAsserted(() -> assertThat(kafka.committed(out)).hasSize(3_003));
    }

    @Test
    void whatWasHandledBehindASlowEventIsNotHandledAgain() throws Exception {
        String topic = kafka.topic(1);
        String out = kafka.topic(1);
        CountDownLatch never = new CountDownLatch(1);
        Events first = new Events(group, topic, (message, outgoing) -> {
            if (message.key().equals("slow")) {
                never.await();
            }
            outgoing.publish(out, message.key(), message.data());
        });
        count(topic, "slow", 0, 1);
        count(topic, "quick", 0, 500);
        Subscription stuck = start(first);
        await().untilAsserted(() -> assertThat(kafka.committed(out)).hasSize(500));
        stuck.close();

        Events second =
                new Events(group, topic, (message, outgoing) -> outgoing.publish(out, message.key(), message.data()));
        start(second);
        await().untilAsserted(() -> assertThat(second.handled).containsExactly("slow0"));
        await().untilAsserted(() -> assertThat(kafka.committed(out)).hasSize(501));
    }

    @Test
    void passesOverRepetitionsAlsoAfterARestart() throws Exception {
        String topic = kafka.topic(1);
        OutgoingMessage message = OutgoingMessage.of(topic, "a", new Counted(1));
        publisher.publish(message).join();
        publisher.publish(message).join();
        Events first = new Events(group, topic, (each, outgoing) -> {});
        Subscription before = start(first);
        count(topic, "end", 0, 1);
        await().untilAsserted(() -> assertThat(first.handled).contains("end0"));
        assertThat(first.handled).containsExactlyInAnyOrder("a1", "end0");
        before.close();

        publisher.publish(message).join();
        count(topic, "end", 1, 2);
        Events second = new Events(group, topic, (each, outgoing) -> {});
        start(second);
        await().untilAsserted(() -> assertThat(second.handled).containsExactly("end1"));
    }

    @Test
    void aHandlerMayTakeLongerThanThePollInterval() {
        String topic = kafka.topic(1);
        CountDownLatch slow = new CountDownLatch(1);
        Events events = new Events(group, topic, (message, outgoing) -> {
            if (message.key().equals("slow")) {
                slow.await();
            }
        });
        start(events, Map.of("max.poll.interval.ms", 1_000));
        count(topic, "slow", 0, 1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        int sent = 0;
        while (System.nanoTime() < end) {
            count(topic, "a", sent, ++sent);
            int all = sent;
            await().untilAsserted(() -> assertThat(events.of("a")).hasSize(all));
        }
        slow.countDown();
        await().untilAsserted(() -> assertThat(events.of("slow")).containsExactly(0));
        assertThat(events.begun).hasSize(sent + 1);
    }

    @Test
    void partitionsMoveWithoutHandlingAnythingTwice() throws Exception {
        String topic = kafka.topic(6);
        String out = kafka.topic(1);
        Handler<Counted> echo = (message, outgoing) -> outgoing.publish(out, message.key(), message.data());
        Events one = new Events(group, topic, echo);
        Events two = new Events(group, topic, echo);
        Events three = new Events(group, topic, echo);
        start(one);
        int[] sent = new int[1];
        Runnable more = () -> {
            for (int key = 0; key < 12; key++) {
                count(topic, "k" + key + "-", sent[0], sent[0] + 10);
            }
            sent[0] += 10;
        };
        await().untilAsserted(() -> {
            more.run();
            assertThat(one.handled).isNotEmpty();
        });
        Subscription second = start(two);
        await().untilAsserted(() -> {
            more.run();
            assertThat(two.handled).isNotEmpty();
        });
        start(three);
        await().untilAsserted(() -> {
            more.run();
            assertThat(three.handled).isNotEmpty();
        });
        second.close();
        more.run();
        await().untilAsserted(() -> assertThat(kafka.committed(out)).hasSize(12 * sent[0]));
        assertThat(one.handled.size() + two.handled.size() + three.handled.size())
                .isEqualTo(12 * sent[0]);
    }

    @Test
    void goesOnWithTheFirstEventThatIsLeft() throws Exception {
        String topic = kafka.topic(1);
        count(topic, "early", 0, 1);
        AtomicInteger next = new AtomicInteger();
        Events first = fromNow(topic, (message, outgoing) -> {});
        Subscription running = start(first);
        await().untilAsserted(() -> {
            count(topic, "a", next.get(), next.incrementAndGet());
            assertThat(first.handled).isNotEmpty();
        });
        await().untilAsserted(() -> assertThat(first.of("a")).endsWith(next.get() - 1));
        running.close();
        count(topic, "b", 0, 10);
        delete(topic, 1 + next.get() + 4);

        Events after = fromNow(topic, (message, outgoing) -> {});
        start(after);
        await().untilAsserted(() -> assertThat(after.of("b")).containsExactly(4, 5, 6, 7, 8, 9));
    }

    private Events fromNow(String topic, Handler<Counted> handler) {
        return new Events(group, handler, events -> {
            events.topics(topic);
            events.fromNow();
        });
    }

    /** As the retention of a topic does. */
    private static void delete(String topic, long before) throws Exception {
        try (Admin admin = Admin.create(kafka.client())) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }
}
