package dev.gregor.messaging.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.mail.EmailSent;
import dev.gregor.messaging.mail.UserRegistered;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The example of docs/messaging.md. */
class WelcomeMailTest extends Letters {

    private final String users = kafka.topic(2);
    private final String mails = kafka.topic(1);

    private void register(String id, String email, String correlationId) {
        MessageContext.of(correlationId)
                .run(() -> publisher
                        .publish(users, id, new UserRegistered("user-" + id, email))
                        .join());
    }

    private List<ConsumerRecord<byte[], byte[]>> awaitMails(int number) {
        await().untilAsserted(() -> assertThat(kafka.committed(mails)).hasSize(number));
        return kafka.committed(mails);
    }

    private String recipient(ConsumerRecord<byte[], byte[]> mail) {
        return kafka.codec.decode(mails, mail.value(), EmailSent.class).getRecipient();
    }

    @Test
    void sendsOneMailAfterTwoFailures() {
        AtomicInteger calls = new AtomicInteger();
        start(new WelcomeMail(group, users, mails, email -> {
            if (calls.incrementAndGet() <= 2) {
                throw new IllegalStateException("The mail server is busy");
            }
        }));
        register("42", "john@example.com", "req-abc-123");
        ConsumerRecord<byte[], byte[]> mail = awaitMails(1).get(0);
        assertThat(calls).hasValue(3);
        assertThat(recipient(mail)).isEqualTo("john@example.com");
        assertThat(MessageMetadata.of(mail).correlationId()).isEqualTo("req-abc-123");
        assertThat(list()).isEmpty();
    }

    @Test
    void aPoisonEventIsADeadLetterUntilItIsMendedAndRetried() {
        List<String> refused = new CopyOnWriteArrayList<>(List.of("poison@example.com"));
        start(new WelcomeMail(group, users, mails, email -> {
            if (refused.contains(email)) {
                throw new IllegalArgumentException("No such domain: " + email);
            }
        }));
        register("7", "poison@example.com", "req-7");
        register("8", "ann@example.com", "req-8");
        awaitLetters(1);
        assertThat(recipient(awaitMails(1).get(0))).isEqualTo("ann@example.com");
        DeadLetter letter = list().get(0);
        assertThat(letter.failure().exception()).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(letter.failure().message()).isEqualTo("No such domain: poison@example.com");
        assertThat(letter.correlationId()).isEqualTo("req-7");

        refused.clear();
        awaitDone(letters.retry(letter.id(), "ann"));
        ConsumerRecord<byte[], byte[]> mail = awaitMails(2).get(1);
        assertThat(recipient(mail)).isEqualTo("poison@example.com");
        assertThat(MessageMetadata.of(mail).correlationId()).isEqualTo("req-7");
        assertThat(list()).isEmpty();
    }
}
