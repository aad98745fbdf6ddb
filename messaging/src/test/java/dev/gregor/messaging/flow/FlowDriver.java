package dev.gregor.messaging.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.mail.Customer;
import dev.gregor.messaging.mail.Purchase;
import dev.gregor.messaging.mail.Total;
import dev.gregor.streams.thread.StreamThreadContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A flow in a driver, and what is sent and read there. */
@SuppressWarnings("NullAway.Init")
abstract class FlowDriver {

    static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

    @TempDir
    Path folder;

    final MessagingSettings settings = new MessagingSettings(
            "shop",
            Map.of("bootstrap.servers", "nowhere:1"),
            AvroCodec.singleObject(SchemaCatalog.inMemory()),
            TestKafka.TYPES,
            10_000);
    private final MessageEncoder encoder = new MessageEncoder(settings);
    FlowParts parts;
    TopologyTestDriver driver;

    /** Whose steps are the test's. */
    static final class Tested extends Flow {

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

    void start(Consumer<Tested> steps) {
        parts = new FlowParts(FlowSettings.of(settings, folder, "one"), new Tested(steps));
        Properties properties = new Properties();
        properties.put("application.id", "gregor-shop-flow-tested");
        properties.put("bootstrap.servers", "nowhere:1");
        properties.put("state.dir", folder.toString());
        properties.put("default.timestamp.extractor", WallclockTimestampExtractor.class);
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

    void send(String topic, String key, SpecificRecord data, String id, Instant time) {
        TestRecord<byte[], byte[]> record = withoutTime(topic, key, data, id, time);
        record.headers().add("ce_time", time.toString().getBytes(UTF_8));
        pipe(topic, record);
    }

    /** A record whose message does not say its time. */
    TestRecord<byte[], byte[]> withoutTime(String topic, String key, SpecificRecord data, String id, Instant time) {
        ProducerRecord<byte[], byte[]> record =
                encoder.encode(OutgoingMessage.of(topic, key, data).withId(id), MessageContext.of("chain"));
        return new TestRecord<>(record.key(), record.value(), record.headers().remove("ce_time"), time);
    }

    void pipe(String topic, TestRecord<byte[], byte[]> record) {
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(record);
    }

    void purchase(String key, String customer, long amount) {
        send("purchases", key, new Purchase(customer, amount), "purchase-" + key, START);
    }

    void at(String key, String customer, long amount, int second) {
        send("purchases", key, new Purchase(customer, amount), "purchase-" + key, START.minusSeconds(100 - second));
    }

    List<TestRecord<byte[], byte[]>> read(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    <E extends SpecificRecord> List<Message<E>> messages(String topic, Class<E> type) {
        return read(topic).stream()
                .map(each -> new Message<>(
                        MessageMetadata.of(
                                Carried.record(new Place(topic, 0, 0), 0, each.key(), each.value(), each.headers())),
                        settings.codec().decode(topic, each.value(), type)))
                .toList();
    }

    <E extends SpecificRecord> List<String> texts(String topic, Class<E> type) {
        return messages(topic, type).stream()
                .map(each -> each.key() + " " + each.data())
                .toList();
    }

    static String text(TestRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), UTF_8);
    }

    static Stage<Total> totals(Tested flow) {
        return flow.purchases()
                .by(each -> each.data().getCustomer())
                .fold("totals", () -> new Total(0L, 0, 0L), (total, each) -> add(total, each.data(), 0));
    }

    static Stage<Total> windows(Tested flow, Windows windows) {
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

    static Total add(Total total, Purchase purchase, long window) {
        if (purchase.getAmount() < 0) {
            throw new IllegalStateException("negative");
        }
        return new Total(total.getAmount() + purchase.getAmount(), total.getNumber() + 1, window);
    }
}
