package dev.gregor.messaging.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.letter.RequestProgress;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Letters that no subscription handles any more. */
class AbandonedLettersTest extends Letters {

    private LetterFilter ours() {
        return LetterFilter.all().ofSubscription(group);
    }

    private RequestProgress progress(String request) {
        return letters.requests().stream()
                .filter(each -> each.request().id().equals(request))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thoseOfASubscriptionThatIsGoneAreDiscardedAtOnce() {
        String topic = kafka.topic(1);
        failing.add("a0");
        Subscription gone = start(events(topic));
        count(topic, "a", 0, 2);
        awaitLetters(2);
        DeadLetter letter = list().get(0);
        gone.close();

        String retry = letters.retry(ours(), 0, "ann");
        assertThat(progress(retry).left()).isEqualTo(2);
        assertThat(progress(retry).missing())
                .singleElement()
                .satisfies(each -> assertThat(each).contains(group, "does not run"));
        String discard = letters.discard(ours(), "the subscription is gone", "ann");
        assertThat(list()).isEmpty();
        assertThat(letters.isDone(discard)).isTrue();
        assertThat(letters.audit(Optional.of(letter.id()), OptionalLong.empty(), 10)
                        .entries())
                .singleElement()
                .satisfies(each -> assertThat(each.reason()).isEqualTo("the subscription is gone"));
    }

    @Test
    void thoseFromATopicThatIsNoLongerReadAreDiscardedAtOnce() {
        String topic = kafka.topic(1);
        String another = kafka.topic(1);
        failing.add("a0");
        Subscription before = start(events(topic));
        count(topic, "a", 0, 1);
        awaitLetters(1);
        before.close();
        Events after = events(another);
        start(after);
        count(another, "b", 0, 1);
        await().untilAsserted(() -> assertThat(after.handled).containsExactly("b0"));

        String retry = letters.retry(ours(), 0, "ann");
        await().untilAsserted(() -> assertThat(progress(retry).missing())
                .singleElement()
                .satisfies(each -> assertThat(each).contains("no longer reads topic", topic)));
        letters.discard(ours(), "nobody reads it", "ann");
        assertThat(list()).isEmpty();
        await().until(() -> letters.isDone(retry));
    }

    @Test
    void oneThatIsRemovedWhileItsSubscriptionBeginsHoldsUpNothing() throws ExecutionException, InterruptedException {
        String topic = kafka.topic(1);
        failing.add("a0");
        Events events = events(topic);
        start(events);
        count(topic, "a", 0, 2);
        awaitLetters(2);
        String id = list().get(0).id();
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(new ProducerRecord<>("gregor.letters.mail", ("letter:" + id).getBytes(UTF_8), null))
                    .get();
        }
        await().untilAsserted(() -> assertThat(events.handled).containsExactly("a1"));
        awaitLetters(0);
    }
}
