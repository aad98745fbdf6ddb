package dev.gregor.messaging.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.mail.EmailSent;
import dev.gregor.messaging.publish.Publisher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests and their replies, on a broker. */
class RequestTest extends Letters {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String questions = kafka.topic(2);

    private OutgoingMessage question(int number) {
        return OutgoingMessage.of(questions, "key-" + number, new Counted(number));
    }

    private void answer() {
        start(new Events(
                group,
                (message, outgoing) -> outgoing.reply(new Counted(message.data().getNumber() * 2)),
                events -> events.topics(questions)));
    }

    @Test
    void givesEachRequestItsReply() {
        answer();
        List<CompletableFuture<Message<Counted>>> replies = IntStream.range(0, 50)
                .mapToObj(number -> publisher.request(question(number), Counted.class, TIMEOUT))
                .toList();
        assertThat(replies.stream().map(each -> each.join().data().getNumber()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 50).map(each -> each * 2).boxed().toList());
    }

    @Test
    void repliesInTheNameOfTheRequest() {
        answer();
        OutgoingMessage question = question(1);
        Message<Counted> reply = MessageContext.of("req-7")
                .call(() -> publisher.request(question, Counted.class, TIMEOUT))
                .join();
        assertThat(reply.metadata().correlationId()).isEqualTo("req-7");
        assertThat(reply.metadata().causationId()).isEqualTo(question.id());
    }

    @Test
    void failsWithoutAReplyInTime() {
        assertThatThrownBy(() -> publisher
                        .request(question(1), Counted.class, Duration.ofMillis(300))
                        .join())
                .hasCauseInstanceOf(TransientException.class)
                .hasMessageContaining("within PT0.3S");
    }

    @Test
    void failsWhenThePublisherIsClosed() {
        CompletableFuture<Message<Counted>> reply;
        try (Publisher other = Publisher.start(kafka.settings())) {
            reply = other.request(question(1), Counted.class, TIMEOUT);
            await().untilAsserted(() -> assertThat(kafka.committed(questions)).hasSize(1));
        }
        assertThatThrownBy(reply::join)
                .hasCauseInstanceOf(TransientException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void failsIfTheReplyIsOfAnotherClass() {
        answer();
        assertThatThrownBy(() ->
                        publisher.request(question(1), EmailSent.class, TIMEOUT).join())
                .hasCauseInstanceOf(PermanentException.class);
    }

    @Test
    void doesNotReplyWhereThereAreNoReplies() {
        answer();
        publisher
                .publish(question(3).withHeader("gregor-reply-to", questions).withHeader("gregor-reply-key", "key-3"))
                .join();
        awaitLetters(1);
        assertThat(list().get(0).failure().message()).contains("no topic of replies");
        await().untilAsserted(() -> assertThat(kafka.committed(questions)).hasSize(1));
    }
}
