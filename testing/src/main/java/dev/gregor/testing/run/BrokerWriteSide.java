package dev.gregor.testing.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.aggregate.Decision;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.command.gateway.GatewaySettings;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.log.EventReader;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageType;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.testing.substitute.Happen;
import dev.gregor.testing.substitute.Look;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The write side of one aggregate type on a real broker, with a gateway to it and a reader of its events. Thread-safe.
 */
public final class BrokerWriteSide<S extends SpecificRecord> implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final AtomicLong begun = new AtomicLong();
    private final Topics topics;
    private final AggregateDefinition<S> definition;
    private final SubstituteAggregate<S> substitute;
    private final StreamsApplication application;
    private final CommandGateway gateway;
    private final KafkaConsumer<byte[], byte[]> events;

    /**
     * Starts it.
     *
     * @param name of the application, and what its topics start with
     */
    public BrokerWriteSide(String bootstrapServers, Path folder, String name, AggregateDefinition<S> original) {
        topics = new Topics(name + ".");
        substitute = new SubstituteAggregate<>(original);
        definition = substitute.definition();
        MeterRegistry meters = new SimpleMeterRegistry();
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers);
        WriteSettings settings = WriteSettings.of(name).withPartitions(1);
        var storage = new SnapshotStorage(codec, topics, SnapshotSettings.standard(), meters);
        WriteSide writeSide = new WriteSide(List.of(definition), topics, codec, storage, settings);
        try (Admin admin = Admin.create(kafka)) {
            new TopicProvisioner(admin, (short) -1, false).provide(writeSide.topicSpecs());
        }
        writeSide.registerSchemas();
        application = StreamsApplication.start(
                name,
                writeSide.topology(),
                new StreamsSettings(kafka, folder, name, null, -1, settings.maxRecordBytes()).forWriteSide(),
                meters);
        gateway = CommandGateway.start(
                kafka, topics, codec, GatewaySettings.of(name).withTimeout(TIMEOUT), meters);
        events = reader(kafka);
    }

    private KafkaConsumer<byte[], byte[]> reader(Map<String, Object> kafka) {
        var bytes = new ByteArrayDeserializer();
        var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.get("bootstrap.servers"), "isolation.level", "read_committed"),
                bytes,
                bytes);
        consumer.assign(List.of(new TopicPartition(topics.events(definition.type()), 0)));
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }

    /** Has an aggregate of its own, with the history of the scene, stand for the one of the scene; answers its id. */
    public String begin(TestState<S> state) {
        String key = "substitute-" + begun.incrementAndGet();
        substitute.begin(key, state);
        if (!state.history().isEmpty()) {
            require(send(key, new Happen()) instanceof Accepted, "did not take what was given");
        }
        return key;
    }

    /** Sends a command, and answers the decision as its sender and the readers of events learn it. */
    public synchronized Decision handle(String key, SpecificRecord command) {
        CommandOutcome outcome = send(key, command);
        if (outcome instanceof Rejected rejected) {
            return Decision.reject(rejected.code(), rejected.detail());
        }
        require(outcome instanceof Accepted, "did not handle the command: " + outcome);
        Accepted accepted = (Accepted) outcome;
        return Decision.events(
                accepted.events().isEmpty()
                        ? List.of()
                        : events(key, accepted.version() - accepted.events().size(), accepted));
    }

    /** The aggregate as the write side keeps it. */
    public AggregateState<S> aggregate(String key) {
        require(send(key, new Look()) instanceof Accepted, "did not return its state");
        return substitute.seen(key);
    }

    private CommandOutcome send(String key, SpecificRecord command) {
        MessageType type = definition.commands().stream()
                .filter(each -> each.messageClass() == command.getClass())
                .findFirst()
                .orElseThrow()
                .type();
        return gateway.send(Command.of(type, key, command)).join();
    }

    private List<SpecificRecord> events(String key, long after, Accepted accepted) {
        EventReader reader = new EventReader(EventCatalog.of(List.of(definition)), codec);
        List<SpecificRecord> found = new ArrayList<>();
        long until = System.nanoTime() + TIMEOUT.toNanos();
        long sequence = 0;
        while (sequence < accepted.position().sequence()) {
            require(System.nanoTime() < until, "acknowledged events that are not in its topic");
            for (ConsumerRecord<byte[], byte[]> record : events.poll(POLL)) {
                EventMetadata event = EventReader.metadata(record.key(), record.headers(), record.partition());
                sequence = event.sequence();
                if (key.equals(new String(record.key(), UTF_8)) && event.version() > after) {
                    found.addAll(reader.data(record.topic(), event.type().toString(), record.value()));
                }
            }
        }
        return found;
    }

    private static void require(boolean expected, String problem) {
        if (!expected) {
            throw new AssertionError("The write side " + problem);
        }
    }

    @Override
    public void close() {
        events.close();
        gateway.close();
        application.close();
    }
}
