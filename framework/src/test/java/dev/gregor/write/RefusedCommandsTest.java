package dev.gregor.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.PermanentException;
import dev.gregor.streams.thread.RefusedSend;
import dev.gregor.write.storage.TooLargeException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.Test;

class RefusedCommandsTest {

    private static final RefusedSend TOO_LARGE =
            new RefusedSend("lab.events", 2_000_000, new RecordTooLargeException("larger than the server accepts"));
    private static final RefusedSend INVALID =
            new RefusedSend("lab.commands.dlq", 10, new InvalidRecordException("no key"));

    private final RefusedCommands refused = new RefusedCommands();

    private record At(String topic, int partition, long offset) implements RecordMetadata {}

    private static final RecordMetadata COMMAND = new At("lab.commands", 1, 7);

    @Test
    void knowsNothingOfACommandWhoseRecordsWereTaken() {
        refused.add(COMMAND, TOO_LARGE);

        assertThatCode(() -> refused.requireNone(new At("lab.commands", 1, 8))).doesNotThrowAnyException();
        assertThatCode(() -> refused.requireNone(new At("lab.commands", 2, 7))).doesNotThrowAnyException();
        assertThatCode(() -> refused.requireNone(new At("bank.commands", 1, 7))).doesNotThrowAnyException();
    }

    @Test
    void refusesACommandWithTopicAndSizeOfTheRecordThatWasRefused() {
        assertThat(refused.add(COMMAND, TOO_LARGE)).isTrue();

        assertThatThrownBy(() -> refused.requireNone(COMMAND))
                .isInstanceOf(TooLargeException.class)
                .hasMessage("A record for topic 'lab.events' with 2000000 bytes was refused (larger than the server"
                        + " accepts); make it smaller or raise max.message.bytes of the topic");
        assertThat(refused.isLetterRefused(COMMAND)).isFalse();
    }

    @Test
    void keepsTheFirstReasonWhenTheDeadLetterIsRefusedToo() {
        refused.add(COMMAND, TOO_LARGE);

        assertThat(refused.add(COMMAND, INVALID)).isTrue();
        assertThat(refused.isLetterRefused(COMMAND)).isTrue();
        assertThatThrownBy(() -> refused.requireNone(COMMAND)).hasMessageContaining("lab.events");
    }

    @Test
    void hasNoMoreToOfferWhenEvenTheShortestLetterIsRefused() {
        refused.add(COMMAND, TOO_LARGE);
        refused.add(COMMAND, INVALID);

        assertThat(refused.add(COMMAND, INVALID)).isFalse();
    }

    @Test
    void tellsAnInvalidRecordFromOneThatIsTooLarge() {
        refused.add(COMMAND, INVALID);

        assertThatThrownBy(() -> refused.requireNone(COMMAND))
                .isInstanceOf(PermanentException.class)
                .isNotInstanceOf(TooLargeException.class)
                .hasMessage(
                        "A record for topic 'lab.commands.dlq' was refused (no key); check the settings of the topic");
    }
}
