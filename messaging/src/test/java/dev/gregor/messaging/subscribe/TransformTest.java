package dev.gregor.messaging.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.mail.EmailSent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What handlers do with messages that become others. */
class TransformTest extends OnKafka {

    private final String topic = kafka.topic(2);
    private final String odd = kafka.topic(1);
    private final String even = kafka.topic(1);
    private final String mails = kafka.topic(1);
    private final String parts = kafka.topic(1);

    private static boolean isEven(Counted counted) {
        return counted.getNumber() % 2 == 0;
    }

    private final class Transforms extends Subscriber {

        Transforms() {
            super(group);
            topics(topic);
            on(
                            "count.counted.v1",
                            Counted.class,
                            (message, outgoing) ->
                                    outgoing.publish(mails, message.key(), new EmailSent(message.key(), "translated")))
                    .when(message -> message.data().getNumber() == 3);
            on(
                    "count.counted.v1",
                    Counted.class,
                    (message, outgoing) ->
                            outgoing.publish(isEven(message.data()) ? even : odd, message.key(), message.data()));
            on(
                    "count.counted.v1",
                    Counted.class,
                    (message, outgoing) -> IntStream.range(0, message.data().getNumber())
                            .forEach(part -> outgoing.publish(parts, "part" + part, new Counted(part))));
        }
    }

    private List<String> keys(String of) {
        return kafka.committed(of).stream()
                .map(each -> new String(each.key(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void filtersTranslatesRoutesAndSplits() {
        start(new Transforms());
        count(topic, "a", 0, 4);

        await().untilAsserted(() -> {
            assertThat(keys(even)).containsExactly("a", "a");
            assertThat(keys(odd)).containsExactly("a", "a");
            assertThat(keys(mails)).containsExactly("a");
            assertThat(keys(parts)).containsExactly("part0", "part0", "part1", "part0", "part1", "part2");
        });
    }
}
