package dev.gregor.messaging.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.failure.TransientException;
import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.mail.Customer;
import dev.gregor.messaging.mail.NamedPurchase;
import dev.gregor.messaging.mail.Purchase;
import dev.gregor.messaging.mail.Total;
import dev.gregor.streams.thread.RefusedSend;
import dev.gregor.streams.thread.StreamThreadContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowTopologyTest {

    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

    @TempDir
    Path folder;

    private final MessagingSettings settings = new MessagingSettings(
            "shop",
            Map.of("bootstrap.servers", "nowhere:1"),
            AvroCodec.singleObject(SchemaCatalog.inMemory()),
            TestKafka.TYPES,
            10_000);
    private final MessageEncoder encoder = new MessageEncoder(settings);
    private FlowParts parts;
    private TopologyTestDriver driver;

    /** Whose steps are the test's. */
    private static final class Tested extends Flow {

        Tested(Consumer<Tested> steps) {
            super("tested");
            steps.accept(this);
        }

        Stage<Purchase> purchases() {
            return from("purchases").on("purchase.made.v1", Purchase.class);
        }

        Table<Customer> customers() {
            return table("customers", "customer.named.v1", Customer.class);
        }
    }

    private void start(Consumer<Tested> steps) {
        parts = new FlowParts(FlowSettings.of(settings, folder, "one"), new Tested(steps));
        Properties properties = new Properties();
        properties.put("application.id", "gregor-shop-flow-tested");
        properties.put("bootstrap.servers", "nowhere:1");
        properties.put("state.dir", folder.toString());
        properties.put("ensure.explicit.internal.resource.naming", true);
        driver = new TopologyTestDriver(new FlowTopology(parts, topic -> 1).topology(), properties, START);
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
        StreamThreadContext.forget();
    }

    private void send(String topic, String key, SpecificRecord data, String id, Instant time) {
        ProducerRecord<byte[], byte[]> record = encoder.encode(
                OutgoingMessage.of(topic, key, data).withId(id), MessageContext.of("chain"));
        record.headers().remove("ce_time").add("ce_time", time.toString().getBytes(UTF_8));
        pipe(topic, new TestRecord<>(record.key(), record.value(), record.headers(), time));
    }

    private void pipe(String topic, TestRecord<byte[], byte[]> record) {
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(record);
    }

    private void purchase(String key, String customer, long amount) {
        send("purchases", key, new Purchase(customer, amount), "purchase-" + key, START);
    }

    private void at(String key, String customer, long amount, int second) {
        send("purchases", key, new Purchase(customer, amount), "purchase-" + key, START.minusSeconds(100 - second));
    }

    private List<TestRecord<byte[], byte[]>> read(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private <E extends SpecificRecord> List<Message<E>> messages(String topic, Class<E> type) {
        return read(topic).stream()
                .map(each -> new Message<>(
                        MessageMetadata.of(Carried.record(
                                topic, 0, 0, 0, each.key(), each.value(), each.headers())),
                        settings.codec().decode(topic, each.value(), type)))
                .toList();
    }

    private <E extends SpecificRecord> List<String> texts(String topic, Class<E> type) {
        return messages(topic, type).stream()
                .map(each -> each.key() + " " + each.data())
                .toList();
    }

    private static String text(TestRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), UTF_8);
    }

    @Test
    void filtersTranslatesAndSplits() {
        start(flow -> {
            Stage<Purchase> large = flow.purchases().filter(each -> each.data().getAmount() > 10);
            large.map(Counted.class, each -> new Counted((int) each.data().getAmount())).to("counts");
            large.split(Counted.class, each -> IntStream.range(0, 2).mapToObj(Counted::new).toList())
                    .withKey(each -> "n" + each.data().getNumber())
                    .to("numbers");
        });
        purchase("a", "ann", 5);
        purchase("b", "ann", 50);

        assertThat(texts("counts", Counted.class)).containsExactly("b {\"number\": 50}");
        assertThat(texts("numbers", Counted.class)).containsExactly("n0 {\"number\": 0}", "n1 {\"number\": 1}");
    }

    @Test
    void routesByContentAndRefusesATopicThatIsNotNamed() {
        start(flow -> flow.purchases()
                .route(each -> each.data().getAmount() > 10 ? "large" : each.data().getCustomer(), "large", "small"));
        purchase("a", "small", 5);
        purchase("b", "ann", 50);
        purchase("c", "other", 5);

        assertThat(texts("small", Purchase.class)).hasSize(1);
        assertThat(texts("large", Purchase.class)).hasSize(1);
        assertThat(text(read("purchases.dlq").get(0), "__streams.errors.message"))
                .contains("topic 'other', which route(...) does not name among");
    }

    @Test
    void enrichesFromATable() {
        start(flow -> {
            Table<Customer> customers = flow.customers();
            flow.purchases()
                    .enrich(
                            NamedPurchase.class,
                            customers,
                            each -> each.data().getCustomer(),
                            (each, row) -> new NamedPurchase(
                                    row.map(Customer::getName).orElse("nobody"), each.data().getAmount()))
                    .to("named");
        });
        purchase("a", "1", 5);
        send("customers", "1", new Customer("Ann", "gold"), "c1", START);
        purchase("b", "1", 6);
        pipe("customers", new TestRecord<>("1".getBytes(UTF_8), null));
        purchase("c", "1", 7);

        assertThat(texts("named", NamedPurchase.class))
                .containsExactly(
                        "a {\"name\": \"nobody\", \"amount\": 5}",
                        "b {\"name\": \"Ann\", \"amount\": 6}",
                        "c {\"name\": \"nobody\", \"amount\": 7}");
    }

    @Test
    void foldsByAKey() {
        start(flow -> totals(flow).to("totals"));
        purchase("a", "ann", 5);
        purchase("b", "bob", 1);
        purchase("c", "ann", 6);

        assertThat(texts("totals", Total.class))
                .containsExactly(
                        "ann {\"amount\": 5, \"number\": 1, \"window\": 0}",
                        "bob {\"amount\": 1, \"number\": 1, \"window\": 0}",
                        "ann {\"amount\": 11, \"number\": 2, \"window\": 0}");
    }

    private static Stage<Total> totals(Tested flow) {
        return flow.purchases()
                .by(each -> each.data().getCustomer())
                .fold("totals", () -> new Total(0L, 0, 0L), (total, each) -> add(total, each.data(), 0));
    }

    private static Total add(Total total, Purchase purchase, long window) {
        if (purchase.getAmount() < 0) {
            throw new IllegalStateException("negative");
        }
        return new Total(total.getAmount() + purchase.getAmount(), total.getNumber() + 1, window);
    }

    private static Stage<Total> windows(Tested flow, Windows windows) {
        return flow.purchases()
                .by(each -> each.data().getCustomer())
                .fold(
                        "per-10s",
                        windows,
                        () -> new Total(0L, 0, 0L),
                        (total, window, each) -> add(total, each.data(), second(window.start())));
    }

    private static long second(Instant time) {
        return Duration.between(START.minusSeconds(100), time).toSeconds();
    }

    @Test
    void foldsByWindowAndPassesOnEachChange() {
        start(flow -> windows(flow, Windows.of(Duration.ofSeconds(10))).to("totals"));
        at("a", "ann", 1, 0);
        at("b", "ann", 2, 9);
        at("c", "ann", 3, 10);

        assertThat(texts("totals", Total.class))
                .containsExactly(
                        "ann {\"amount\": 1, \"number\": 1, \"window\": 0}",
                        "ann {\"amount\": 3, \"number\": 2, \"window\": 0}",
                        "ann {\"amount\": 3, \"number\": 1, \"window\": 10}");
    }

    @Test
    void passesAWindowOnOnceWhenItIsClosedAlsoAfterARestart() {
        Consumer<Tested> steps = flow -> windows(
                        flow, Windows.of(Duration.ofSeconds(10)).waitingFor(Duration.ofSeconds(5)).onlyWhenClosed())
                .to("totals");
        start(steps);
        at("a", "ann", 1, 0);
        at("b", "bob", 2, 9);
        at("c", "ann", 3, 14);
        assertThat(read("totals")).isEmpty();
        at("d", "ann", 4, 5);
        at("e", "bob", 5, 15);
        List<Message<Total>> closed = messages("totals", Total.class);
        assertThat(closed)
                .extracting(each -> each.key() + each.data().getAmount())
                .containsExactly("ann5", "bob2");
        assertThat(closed).extracting(Message::id).doesNotHaveDuplicates();

        at("f", "ann", 6, 8);
        at("g", "ann", 7, 40);

        assertThat(texts("totals", Total.class))
                .containsExactly(
                        "ann {\"amount\": 3, \"number\": 1, \"window\": 10}",
                        "bob {\"amount\": 5, \"number\": 1, \"window\": 10}");
        assertThat(text(read("purchases.dlq").get(0), "__streams.errors.message")).contains("which is closed");
    }

    @Test
    void aMessageOfTheFutureClosesNothing() {
        start(flow -> windows(flow, Windows.of(Duration.ofSeconds(10)).onlyWhenClosed()).to("totals"));
        at("a", "ann", 1, 90);
        send("purchases", "x", new Purchase("ann", 2L), "x", START.plus(Duration.ofDays(365)));
        at("b", "ann", 3, 95);

        assertThat(read("purchases.dlq")).isEmpty();
    }

    @Test
    void stepsWithStatesFollowEachOther() {
        start(flow -> {
            Table<Customer> customers = flow.customers();
            totals(flow)
                    .enrich(NamedPurchase.class, customers, Message::key, (total, row) -> new NamedPurchase(
                            row.map(Customer::getName).orElse("?"), total.data().getAmount()))
                    .to("named");
        });
        send("customers", "1", new Customer("Ann", "gold"), "c1", START);
        purchase("a", "1", 5);
        purchase("b", "1", 6);

        assertThat(texts("named", NamedPurchase.class))
                .containsExactly("1 {\"name\": \"Ann\", \"amount\": 5}", "1 {\"name\": \"Ann\", \"amount\": 11}");
    }

    @Test
    void carriesTheCorrelationAndTheCauseUnderStableIds() {
        Consumer<Tested> steps = flow -> {
            totals(flow).to("totals");
            flow.purchases().split(Counted.class, each -> List.of(new Counted(1), new Counted(2))).to("counts");
        };
        start(steps);
        purchase("a", "ann", 5);
        Message<Total> first = messages("totals", Total.class).get(0);
        List<String> parts = messages("counts", Counted.class).stream().map(Message::id).toList();
        driver.close();
        StreamThreadContext.forget();
        start(steps);
        purchase("a", "ann", 5);

        assertThat(first.metadata().correlationId()).isEqualTo("chain");
        assertThat(first.metadata().causationId()).isEqualTo("purchase-a");
        assertThat(first.metadata().type()).hasToString("total.changed.v1");
        assertThat(messages("totals", Total.class).get(0).id()).isEqualTo(first.id());
        assertThat(parts).doesNotHaveDuplicates();
        assertThat(messages("counts", Counted.class)).extracting(Message::id).isEqualTo(parts);
    }

    @Test
    void aDeadLetterIsTheMessageAsItCameWhereverItFailsAndHasNoOtherEffect() {
        start(flow -> {
            Stage<Total> totals = totals(flow);
            totals.to("totals");
            totals.filter(each -> {
                        if (each.data().getAmount() == 13) {
                            throw new AssertionError("unlucky");
                        }
                        return true;
                    })
                    .to("checked");
        });
        purchase("a", "ann", 5);
        purchase("b", "ann", -1);
        purchase("c", "ann", 8);
        purchase("d", "ann", 1);

        assertThat(texts("totals", Total.class)).hasSize(2).last().asString().contains("\"amount\": 6, \"number\": 2");
        assertThat(read("checked")).hasSize(2);
        List<TestRecord<byte[], byte[]>> letters = read("purchases.dlq");
        assertThat(letters).extracting(each -> new String(each.key(), UTF_8)).containsExactly("b", "c");
        TestRecord<byte[], byte[]> letter = letters.get(0);
        assertThat(settings.codec().decode("purchases", letter.value(), Purchase.class))
                .isEqualTo(new Purchase("ann", -1L));
        assertThat(text(letter, "ce_id")).isEqualTo("purchase-b");
        assertThat(text(letter, "gregor-subscription")).isEqualTo("tested");
        assertThat(text(letter, "gregor-service")).isEqualTo("shop");
        assertThat(text(letter, "__streams.errors.exception")).isEqualTo("java.lang.IllegalStateException");
        assertThat(text(letter, "__streams.errors.offset")).isEqualTo("1");
    }

    @Test
    void whatCannotBeReadIsADeadLetterAlsoOfATable() {
        start(flow -> {
            flow.customers();
            flow.purchases().to("all");
        });
        pipe("purchases", new TestRecord<>("a".getBytes(UTF_8), "?".getBytes(UTF_8)));
        pipe("customers", new TestRecord<>("b".getBytes(UTF_8), "?".getBytes(UTF_8)));

        assertThat(read("purchases.dlq")).hasSize(1);
        assertThat(read("customers.dlq")).hasSize(1);
    }

    @Test
    void waitsAfterATransientFailure() {
        start(flow -> flow.purchases()
                .filter(each -> {
                    throw new TransientException("not now");
                })
                .to("all"));

        assertThatThrownBy(() -> purchase("a", "ann", 1))
                .isInstanceOf(StreamsException.class)
                .hasRootCauseInstanceOf(TransientException.class);
    }

    @Test
    void whatBrokersRefuseIsADeadLetter() {
        start(flow -> flow.purchases().to("all"));
        parts.refused()
                .put("purchases/0/0", List.of(new RefusedSend("all", 5, new RecordTooLargeException("5 are too many"))));
        purchase("a", "ann", 1);

        assertThat(read("all")).isEmpty();
        assertThat(text(read("purchases.dlq").get(0), "__streams.errors.message")).isEqualTo("5 are too many");
    }

    @Test
    void refusesAFoldOrATableThatIsThereTwiceAndAFlowThatReadsNothing() {
        assertThatThrownBy(() -> new Tested(flow -> {
                    totals(flow);
                    totals(flow);
                }))
                .hasMessageContaining("has a fold 'totals' already");
        assertThatThrownBy(() -> new Tested(flow -> {
                    flow.customers();
                    flow.customers();
                }))
                .hasMessageContaining("has a table of topic 'customers' already");
        assertThatThrownBy(() -> start(flow -> {})).hasMessageContaining("call from(...)");
        assertThatThrownBy(() -> Windows.of(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
