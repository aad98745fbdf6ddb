package dev.gregor.messaging.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.letter.topic.TopicLetters;
import dev.gregor.messaging.mail.Customer;
import dev.gregor.messaging.mail.NamedPurchase;
import dev.gregor.messaging.mail.Purchase;
import dev.gregor.messaging.mail.Total;
import dev.gregor.messaging.publish.Publisher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RunningFlowTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int CUSTOMERS = 5;

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    @TempDir
    Path folder;

    private final MessagingSettings settings = kafka.settings();
    private final String purchases = kafka.topic(3);
    private final String customers = kafka.topic(2);
    private final String named = kafka.topic(2);

    /** Sums what customers buy, and names the customer. */
    private final class NamedTotals extends Flow {

        NamedTotals() {
            super("named-totals");
            Table<Customer> rows = table(customers, "customer.named.v1", Customer.class);
            from(purchases)
                    .on("purchase.made.v1", Purchase.class)
                    .by(each -> each.data().getCustomer())
                    .fold("totals", () -> new Total(0L, 0, 0L), (total, each) -> {
                        if (each.data().getAmount() < 0) {
                            throw new PermanentException("negative");
                        }
                        return new Total(total.getAmount() + each.data().getAmount(), total.getNumber() + 1, 0L);
                    })
                    .enrich(
                            NamedPurchase.class,
                            rows,
                            Message::key,
                            (total, row) -> new NamedPurchase(
                                    row.map(Customer::getName).orElse("nobody"),
                                    total.data().getAmount()))
                    .to(named);
        }
    }

    private RunningFlow start(String instance) {
        return RunningFlow.start(FlowSettings.of(settings, folder.resolve(instance), instance), new NamedTotals());
    }

    private static void buy(Publisher publisher, String topic, int from, int to) {
        IntStream.range(from, to)
                .mapToObj(i -> publisher.publish(topic, "p" + i, new Purchase("c" + i % CUSTOMERS, 1L)))
                .toList()
                .forEach(each -> each.join());
    }

    private List<String> published() {
        return kafka.committed(named).stream()
                .map(each -> new String(each.key(), UTF_8)
                        + ' '
                        + settings.codec().decode(named, each.value(), NamedPurchase.class))
                .toList();
    }

    /** One that has no folder of before restores what it knows from the cluster. */
    @Test
    void countsEachMessageOnceOverInstancesThatComeAndGo() {
        try (Publisher publisher = Publisher.start(settings)) {
            for (int i = 0; i < CUSTOMERS; i++) {
                publisher
                        .publish(customers, "c" + i, new Customer("name" + i, "gold"))
                        .join();
            }
            buy(publisher, purchases, 0, 100);
            publisher.publish(purchases, "bad", new Purchase("c0", -1L)).join();
            try (RunningFlow first = start("first")) {
                await().atMost(LIMIT).until(() -> published().size() == 100);
                assertThat(first.obstacle()).isEmpty();
            }
            buy(publisher, purchases, 100, 150);
            try (RunningFlow third = start("third")) {
                try (RunningFlow second = start("second")) {
                    buy(publisher, purchases, 150, 200);
                    await().atMost(LIMIT).until(() -> published().size() >= 150);
                    await().atMost(LIMIT).until(second::isRunning);
                }
                buy(publisher, purchases, 200, 250);
                await().atMost(LIMIT).until(() -> published().size() >= 250);
                await().atMost(LIMIT).until(third::isRunning);
            }
        }
        assertThat(published())
                .hasSize(250)
                .doesNotHaveDuplicates()
                .contains("c0 {\"name\": \"name0\", \"amount\": 50}", "c4 {\"name\": \"name4\", \"amount\": 50}");
        assertThat(kafka.committed(named))
                .extracting(each -> MessageMetadata.of(each).id())
                .doesNotHaveDuplicates();
        assertTheOneLetterIsInItsPartitionAndMayBeRedriven();
    }

    private void assertTheOneLetterIsInItsPartitionAndMayBeRedriven() {
        try (TopicLetters letters = TopicLetters.open(settings)) {
            assertThat(letters.page(purchases + ".dlq", Optional.empty(), 10).letters())
                    .singleElement()
                    .satisfies(each -> assertThat(each.obstacle()).isEmpty());
        }
        assertThat(kafka.committed(purchases + ".dlq"))
                .extracting(RunningFlowTest::place)
                .containsExactly(kafka.committed(purchases).stream()
                        .map(RunningFlowTest::place)
                        .filter(each -> each.startsWith("bad"))
                        .findFirst()
                        .orElseThrow());
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8) + " in " + record.partition();
    }

    /** Sums what customers buy, each purchase once. */
    private final class Totals extends Flow {

        Totals() {
            super("once-totals");
            from(purchases)
                    .deduplicate(1_000)
                    .on("purchase.made.v1", Purchase.class)
                    .by(each -> each.data().getCustomer())
                    .fold("totals", () -> new Total(0L, 0, 0L), (total, each) -> {
                        if (each.data().getAmount() < 0) {
                            throw new PermanentException("negative");
                        }
                        return new Total(total.getAmount() + each.data().getAmount(), total.getNumber() + 1, 0L);
                    })
                    .to(named);
        }
    }

    private RunningFlow startOnce(String instance) {
        return RunningFlow.start(FlowSettings.of(settings, folder.resolve(instance), instance), new Totals());
    }

    private void buy(Publisher publisher, String id, long amount) {
        publisher
                .publish(OutgoingMessage.of(purchases, id, new Purchase("c0", amount))
                        .withId(id))
                .join();
    }

    private List<Long> totals() {
        return kafka.committed(named).stream()
                .map(each -> settings.codec()
                        .decode(named, each.value(), Total.class)
                        .getAmount())
                .toList();
    }

    /** The second instance restores from the cluster which messages there were; a message with another id ends each wait. */
    @Test
    void countsAMessageOnceThatIsPublishedAgain() {
        try (Publisher publisher = Publisher.start(settings)) {
            try (RunningFlow first = startOnce("first")) {
                buy(publisher, "a", 1);
                buy(publisher, "a", 1);
                buy(publisher, "bad", -1);
                buy(publisher, "b", 10);
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(totals()).hasSize(2).contains(11L));
                await().atMost(LIMIT)
                        .until(() -> kafka.committed(purchases + ".dlq").size() == 1);
                assertThat(first.obstacle()).isEmpty();
            }
            try (RunningFlow second = startOnce("second");
                    TopicLetters letters = TopicLetters.open(settings)) {
                buy(publisher, "a", 1);
                buy(publisher, "b", 10);
                buy(publisher, "bad", -1);
                buy(publisher, "c", 100);
                await().atMost(LIMIT).until(() -> totals().contains(111L));
                await().atMost(LIMIT).until(second::isRunning);
                assertThat(letters.redrive(purchases + ".dlq", 10, "ann").done())
                        .isEqualTo(1);
                await().atMost(LIMIT)
                        .until(() -> kafka.committed(purchases + ".dlq").size() == 2);
            }
        }
        assertThat(totals()).hasSize(3).contains(11L, 111L);
    }

    @Test
    void refusesToStartWithoutATopic() {
        Flow flow = new Flow("missing") {
            {
                from(purchases).on("purchase.made.v1", Purchase.class).to("no-such-topic");
            }
        };

        assertThatThrownBy(() -> RunningFlow.start(FlowSettings.of(settings, folder, "one"), flow))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("There is no topic 'no-such-topic'");
    }
}
