package dev.gregor.messaging.subscribe.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.message.MessageHeaders;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeenIdsTest {

    private record Message(long offset, String id, String source) {

        boolean isSame(Message other) {
            return id.equals(other.id) && source.equals(other.source);
        }

        ConsumerRecord<byte[], byte[]> record() {
            ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("topic", 0, offset, null, null);
            record.headers().add(MessageHeaders.ID, id.getBytes(UTF_8));
            record.headers().add(MessageHeaders.SOURCE, source.getBytes(UTF_8));
            return record;
        }
    }

    /** Against a model that keeps and compares all. Offsets have gaps, and some ids have the same hash. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 10", "3, 256", "4, 1000", "5, 2000"})
    void findsWhatIsNoMoreThanTheWindowBefore(long seed, int window) {
        Random random = new Random(seed);
        SeenIds seen = new SeenIds(window);
        Deque<Message> model = new ArrayDeque<>();
        long offset = random.nextInt(100);
        for (int i = 0; i < 8_000; i++) {
            offset += random.nextInt(10) == 0 ? 1 + random.nextInt(5) : 1;
            String id = (random.nextBoolean() ? "Aa" : "BB") + random.nextInt(window + 2);
            Message message = new Message(offset, id, "/source-" + random.nextInt(2));
            while (!model.isEmpty() && model.peek().offset() < offset - window) {
                model.remove();
            }
            assertThat(seen.isRepeated(message.record()))
                    .as("offset %d", offset)
                    .isEqualTo(model.stream().anyMatch(message::isSame));
            model.add(message);
        }
    }

    @Test
    void recordsWithoutAnIdAreNoRepetitions() {
        SeenIds seen = new SeenIds(10);
        for (int offset = 0; offset < 3; offset++) {
            assertThat(seen.isRepeated(new Message(offset, "", "/source").record()))
                    .isFalse();
            assertThat(seen.isRepeated(new ConsumerRecord<>("topic", 0, offset, null, null)))
                    .isFalse();
        }
    }

    @Test
    void looksForNothingWithoutAWindow() {
        SeenIds seen = new SeenIds(0);
        for (int offset = 0; offset < 3; offset++) {
            assertThat(seen.isRepeated(new Message(offset, "id", "/source").record()))
                    .isFalse();
        }
    }
}
