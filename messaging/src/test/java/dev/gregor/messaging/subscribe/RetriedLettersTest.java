package dev.gregor.messaging.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.letter.LetterGroup;
import dev.gregor.messaging.letter.ParkedBehindException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriedLettersTest extends Letters {

    @Test
    void laterEventsOfTheKeyAreParkedBehindAlsoAfterARestart() throws Exception {
        String topic = kafka.topic(1);
        failing.add("a1");
        Events before = events(topic);
        Subscription first = start(before);
        count(topic, "a", 0, 4);
        count(topic, "b", 0, 4);
        awaitLetters(3);
        await().untilAsserted(() -> assertThat(before.of("b")).containsExactly(0, 1, 2, 3));
        first.close();

        Events after = events(topic);
        failing.clear();
        start(after);
        count(topic, "a", 4, 6);
        count(topic, "b", 4, 6);
        awaitLetters(5);
        await().untilAsserted(() -> assertThat(after.handled).containsExactly("b4", "b5"));
        assertThat(list())
                .extracting(each -> each.failure().exception())
                .containsExactly(
                        IllegalStateException.class.getName(),
                        ParkedBehindException.class.getName(),
                        ParkedBehindException.class.getName(),
                        ParkedBehindException.class.getName(),
                        ParkedBehindException.class.getName());

        awaitDone(letters.retry(LetterFilter.all().ofSubscription(group).ofKey("a"), 0, "ann"));
        await().untilAsserted(() -> assertThat(after.of("a")).containsExactly(1, 2, 3, 4, 5));
        awaitLetters(0);
        count(topic, "a", 6, 7);
        await().untilAsserted(() -> assertThat(after.of("a")).endsWith(5, 6));
    }

    @Test
    void aLetterThatFailsAgainIsTheSameLetterWithOneMoreTry() {
        String topic = kafka.topic(1);
        failing.addAll(List.of("a0", "a2"));
        Events events = events(topic);
        start(events);
        count(topic, "a", 0, 4);
        awaitLetters(4);
        DeadLetter before = list().get(0);

        awaitDone(letters.retry(LetterFilter.id(before.id()), 0, "ann"));
        DeadLetter again = list().get(0);
        assertThat(again.id()).isEqualTo(before.id());
        assertThat(again.failure().tries()).isEqualTo(5);
        assertThat(again.failure().first()).isEqualTo(before.failure().first());
        assertThat(kafka.committed(topic + ".dlq")).hasSize(4);

        failing.remove("a0");
        awaitDone(letters.retry(LetterFilter.id(before.id()), 0, "ann"));
        await().untilAsserted(() ->
                assertThat(list()).extracting(each -> each.failure().tries()).containsExactly(4, 0));
        assertThat(events.handled).containsExactly("a0", "a1");
        assertThat(kafka.committed(topic + ".dlq")).hasSize(4);
    }

    @Test
    void thoseBehindADiscardedLetterAreHandled() {
        String topic = kafka.topic(1);
        failing.add("a0");
        Events events = events(topic);
        start(events);
        count(topic, "a", 0, 3);
        awaitLetters(3);
        awaitDone(letters.discard(
                LetterFilter.all().ofSubscription(group).withException(IllegalStateException.class.getName()),
                "a test account",
                "ann"));
        await().untilAsserted(() -> assertThat(events.handled).containsExactly("a1", "a2"));
        awaitLetters(0);
    }

    @Test
    void groupsByExceptionAndType() {
        String topic = kafka.topic(1);
        failing.addAll(List.of("a0", "b0", "c0"));
        start(events(topic));
        count(topic, "a", 0, 2);
        count(topic, "b", 0, 1);
        count(topic, "c", 0, 1);
        awaitLetters(4);
        List<LetterGroup> groups = letters.groups().stream()
                .filter(each -> each.subscription().equals(group))
                .toList();
        assertThat(groups).extracting(LetterGroup::count).containsExactly(3L, 1L);
        assertThat(groups.get(0).exception()).isEqualTo(IllegalStateException.class.getName());
        assertThat(letters.list(groups.get(0).filter())).hasSize(3);
    }

    @Test
    void nothingWaitsForTheOthersOfAKeyWithoutOrder() {
        String topic = kafka.topic(1);
        failing.add("a1");
        Events events = new Events(group, this::fail, all -> {
            all.topics(topic);
            all.retries(QUICK);
            all.unordered();
        });
        start(events);
        count(topic, "a", 0, 4);
        awaitLetters(1);
        await().untilAsserted(() -> assertThat(events.of("a")).containsExactlyInAnyOrder(0, 2, 3));
        failing.clear();
        awaitDone(letters.retry(LetterFilter.all().ofSubscription(group), 0, "ann"));
        await().untilAsserted(() -> assertThat(events.of("a")).containsExactlyInAnyOrder(0, 1, 2, 3));
        awaitLetters(0);
    }

    @Test
    void waitsWhereThereWouldBeTooManyLetters() {
        String topic = kafka.topic(1);
        failing.add("a0");
        Events events = new Events(group, this::fail, all -> {
            all.topics(topic);
            all.retries(RetryPolicy.none());
            all.parkedAtMost(3, 1_000_000);
        });
        Subscription subscription = start(events);
        count(topic, "a", 0, 10);
        count(topic, "b", 0, 3);
        awaitLetters(3);
        await().untilAsserted(() -> assertThat(subscription.obstacle())
                .hasValueSatisfying(obstacle -> assertThat(obstacle).contains("Key 'a' has 3 dead letters")));
        await().untilAsserted(() -> assertThat(events.of("b")).hasSize(3));
        failing.clear();
        awaitDone(letters.retry(LetterFilter.all().ofSubscription(group), 0, "ann"));
        await().untilAsserted(() -> assertThat(events.of("a")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        awaitLetters(0);
    }

    @Test
    void aServiceThatIsDownIsNoFailureOfALetter() {
        String topic = kafka.topic(1);
        failing.add("a0");
        boolean[] down = new boolean[1];
        Events events = new Events(
                group,
                (message, outgoing) -> {
                    if (down[0]) {
                        throw new ServiceDownException("down");
                    }
                    fail(message, outgoing);
                },
                all -> {
                    all.topics(topic);
                    all.retries(RetryPolicy.none());
                });
        Subscription subscription = start(events);
        count(topic, "a", 0, 1);
        awaitLetters(1);
        down[0] = true;
        failing.clear();
        String request = letters.retry(LetterFilter.all().ofSubscription(group), 0, "ann");
        await().until(() -> subscription.obstacle().isPresent());
        assertThat(list().get(0).failure().tries()).isEqualTo(1);
        down[0] = false;
        awaitDone(request);
        awaitLetters(0);
    }

    @Test
    void namesALetterThatIsNotThere() {
        assertThatThrownBy(() -> letters.show("none/x/0/1")).isInstanceOf(PermanentException.class);
    }
}
