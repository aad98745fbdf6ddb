package dev.gregor.messaging.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.schedule.TopicPresence.Presence;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TargetTopicsTest {

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    private final AtomicLong nanos = new AtomicLong();
    private final Admin admin = Admin.create(kafka.settings().kafka());
    private final TargetTopics topics =
            new TargetTopics(admin, new RightsCheck(kafka.settings().kafka()), nanos::get);
    private final String one = kafka.topic(1);
    private final String other = kafka.topic(1);

    @AfterEach
    void close() {
        admin.close();
    }

    private void becomes(Presence presence, String topic) {
        await().until(() -> topics.of(topic) == presence);
    }

    @Test
    void whatWasThereLongAgoIsAskedForBeforeItIsSentTo() {
        assertThat(topics.of(one)).isEqualTo(Presence.UNKNOWN);
        becomes(Presence.THERE, one);
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(topics.of(one)).isEqualTo(Presence.UNKNOWN);
        becomes(Presence.THERE, one);
    }

    @Test
    void whatIsSentToAllTheTimeIsAlwaysKnown() {
        becomes(Presence.THERE, one);
        for (int i = 0; i < 3; i++) {
            nanos.addAndGet(Duration.ofSeconds(16).toNanos());
            assertThat(topics.of(one)).isEqualTo(Presence.THERE);
            await().untilAsserted(() -> {
                nanos.addAndGet(Duration.ofSeconds(15).toNanos());
                Presence later = topics.of(one);
                nanos.addAndGet(-Duration.ofSeconds(15).toNanos());
                assertThat(later).isEqualTo(Presence.THERE);
            });
        }
    }

    @Test
    void oneThatIsRefusedHasTheOthersAskedForAnew() {
        becomes(Presence.THERE, one);
        becomes(Presence.THERE, other);
        assertThat(topics.refused(Set.of(one))).isTrue();
        assertThat(topics.of(one)).isEqualTo(Presence.REFUSED);
        assertThat(topics.of(other)).isEqualTo(Presence.UNKNOWN);
        assertThat(topics.refused(Set.of(other)))
                .as("by the transaction of another thread")
                .isTrue();
    }

    @Test
    void aRefusalOfAnUnknownTopicIsNotOfAMessage() {
        assertThat(topics.refused(Set.of("gregor.schedules"))).isFalse();
    }
}
