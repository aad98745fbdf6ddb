package dev.gregor.messaging.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.failure.PermanentException;
import dev.gregor.json.JsonText;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterContent;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.letter.audit.AuditEntry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LaterRetriesTest extends Letters {

    /** Not over while a test looks. */
    private static final Duration[] OFTEN =
            Collections.nCopies(10_000, Duration.ofMillis(20)).toArray(Duration[]::new);

    private Events later(String topic, Duration... delays) {
        return new Events(group, this::fail, all -> {
            all.topics(topic);
            all.retries(RetryPolicy.none());
            all.laterRetries(delays);
        });
    }

    @Test
    void anEventThatFailsForAWhileIsHandledLaterAndThoseOfItsKeyAfterIt() {
        String topic = kafka.topic(1);
        failing.add("a0");
        Events events = later(topic, OFTEN);
        start(events);
        count(topic, "a", 0, 3);
        count(topic, "b", 0, 3);
        await().untilAsserted(() -> assertThat(events.of("b")).containsExactly(0, 1, 2));
        await().untilAsserted(() ->
                assertThat(events.begun).filteredOn(each -> each.equals("a0")).hasSizeGreaterThan(1));
        failing.clear();
        await().untilAsserted(() -> assertThat(events.of("a")).containsExactly(0, 1, 2));
        awaitLetters(0);
        assertThat(kafka.committed(topic + ".dlq")).isEmpty();
        assertThat(kafka.committed(topic + ".retry")).hasSize(3);
    }

    @Test
    void oneThatFailsForEverIsOneDeadLetterAsItCame() {
        String topic = kafka.topic(1);
        failing.add("a0");
        Events events = later(topic, Duration.ofMillis(1), Duration.ofMillis(2));
        start(events);
        count(topic, "a", 0, 2);
        await().untilAsserted(() -> assertThat(kafka.committed(topic + ".dlq")).hasSize(1));
        awaitLetters(2);
        assertThat(events.begun).containsExactly("a0", "a0", "a0");
        ConsumerRecord<byte[], byte[]> event = kafka.committed(topic).get(0);
        ConsumerRecord<byte[], byte[]> letter = kafka.committed(topic + ".dlq").get(0);
        assertThat(letter.value()).isEqualTo(event.value());
        assertThat(letter.headers().toArray()).contains(event.headers().toArray());
        assertThat(header(letter, "gregor-tries")).isEqualTo("3");
        assertThat(header(letter, "__streams.errors.offset")).isEqualTo("0");
        assertThat(Arrays.stream(letter.headers().toArray())
                        .filter(each -> each.key().equals("gregor-tries")))
                .hasSize(1);
        DeadLetter dead = list().get(0);
        assertThat(dead.isDead()).isTrue();
        assertThat(dead.failure().tries()).isEqualTo(3);
        assertThat(letters.show(dead.id()).data().orElseThrow().get("number")).isEqualTo(0);

        awaitDone(letters.retry(dead.id(), "ann"));
        assertThat(list().get(0).isDead()).isTrue();
        failing.clear();
        awaitDone(letters.retry(dead.id(), "ann"));
        await().untilAsserted(() -> assertThat(events.of("a")).containsExactly(0, 1));
        awaitLetters(0);
        assertThat(kafka.committed(topic + ".dlq")).hasSize(1);
    }

    @Test
    void itsTimeIsKeptOverARestartAndMayBeCutShort() {
        String topic = kafka.topic(1);
        failing.addAll(List.of("a0", "b0"));
        Subscription first = start(later(topic, Duration.ofHours(1)));
        count(topic, "a", 0, 2);
        awaitLetters(2);
        DeadLetter before = list().get(0);
        assertThat(before.due()).isPresent();
        first.close();
        failing.clear();

        Events events = later(topic, Duration.ofMillis(1));
        start(events);
        count(topic, "b", 1, 2);
        count(topic, "a", 2, 3);
        await().untilAsserted(() -> assertThat(events.handled).containsExactly("b1"));
        awaitLetters(3);
        assertThat(list().get(0)).isEqualTo(before);
        awaitDone(letters.retry(LetterFilter.all().ofSubscription(group), 0, "ann"));
        await().untilAsserted(() -> assertThat(events.of("a")).containsExactly(0, 1, 2));
        awaitLetters(0);
        assertThat(kafka.committed(topic + ".dlq")).isEmpty();
    }

    @Test
    void aHeldLetterThatWasEditedAndIsGivenUpLeadsToItsOriginal() {
        String topic = kafka.topic(1);
        failing.addAll(List.of("a0", "a5", "b0"));
        start(later(topic, Duration.ofHours(1)));
        count(topic, "b", 0, 1);
        count(topic, "a", 0, 1);
        awaitLetters(2);
        DeadLetter held = letters.list(LetterFilter.all().ofSubscription(group).ofKey("a"))
                .get(0);
        assertThat(held.isHeld()).isTrue();
        awaitDone(letters.edit(held.id(), JsonText.read("{\"number\":5}".getBytes(UTF_8)), "", "ann"));
        DeadLetter dead = letters.find(held.id()).orElseThrow();
        assertThat(dead.isHeld()).isFalse();
        LetterContent shown = letters.show(dead);
        assertThat(shown.data().orElseThrow().get("number")).isEqualTo(5);
        assertThat(shown.original().orElseThrow().value())
                .isEqualTo(kafka.committed(topic).get(1).value());
    }

    @Test
    void nobodyIsSaidToHaveAskedForWhatIsHandledByItself() {
        String topic = kafka.topic(1);
        failing.add("a0");
        Events events = later(topic, OFTEN);
        start(events);
        count(topic, "a", 0, 3);
        awaitLetters(3);
        DeadLetter second = list().get(1);
        awaitDone(letters.discard(LetterFilter.id(second.id()), "a test", "eve"));
        failing.clear();
        awaitLetters(0);
        assertThat(events.of("a")).containsExactly(0, 2);
        assertThat(letters.audit(Optional.empty(), OptionalLong.empty(), 1_000).entries())
                .filteredOn(
                        each -> each.letter().startsWith(group) && !each.by().isEmpty())
                .extracting(AuditEntry::letter)
                .containsOnly(second.id());
    }

    @Test
    void aPermanentFailureIsADeadLetterAtOnce() {
        String topic = kafka.topic(1);
        Events events = new Events(
                group,
                (message, outgoing) -> {
                    throw new PermanentException("There is no such user");
                },
                all -> {
                    all.topics(topic);
                    all.laterRetries(Duration.ofHours(1));
                });
        start(events);
        count(topic, "a", 0, 1);
        awaitLetters(1);
        assertThat(list().get(0).isDead()).isTrue();
        assertThat(kafka.committed(topic + ".dlq")).hasSize(1);
    }

    @Test
    void noDelayIsNegativeAndNoTopicOfRetriesIsRead() {
        assertThatThrownBy(() -> later("any", Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        String prefix = kafka.topic(1);
        kafka.create(prefix + ".retry", 1, Map.of());
        Events events = new Events(group, (message, outgoing) -> {}, all -> all.topicsLike(prefix + ".*"));
        count(prefix + ".retry", "waiting", 0, 1);
        count(prefix, "a", 0, 1);
        start(events);
        await().untilAsserted(() -> assertThat(events.handled).isNotEmpty());
        assertThat(events.handled).containsExactly("a0");
    }
}
