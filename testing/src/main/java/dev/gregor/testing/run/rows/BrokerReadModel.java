package dev.gregor.testing.run.rows;

import dev.gregor.event.log.AppliedPositions;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.position.Position;
import dev.gregor.projection.task.Flaw;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.testing.run.EventRecord;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.TopicSpec;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/** One build of a read model on a real broker, with topics of its own, and a clock that stands. */
public final class BrokerReadModel<R extends SpecificRecord> implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Map<String, Object> kafka;
    private final String name;
    private final ReadModelHistory history;
    private final ProjectionTopology<R> topology;
    private final StreamsApplication application;

    /**
     * Writes the events of a history and starts the read model.
     *
     * @param name of the application, and what its topics start with
     */
    public BrokerReadModel(
            String bootstrapServers,
            Path folder,
            String name,
            ReadModelDefinition<R> definition,
            ReadModelHistory history) {
        this.kafka = Map.of("bootstrap.servers", bootstrapServers);
        this.name = name;
        this.history = history;
        this.topology = definition.topology(definition.projection(), name, new Topics(name + '.'));
        int maxRecordBytes = WriteSettings.of(name).maxRecordBytes();
        topology.goBy(InstantSource.fixed(history.clock()));
        provide(maxRecordBytes);
        write();
        application = StreamsApplication.start(
                topology.applicationId(),
                topology.topology(),
                topology.throttled(new StreamsSettings(kafka, folder, name, null, -1, maxRecordBytes)),
                new SimpleMeterRegistry());
    }

    private void provide(int maxRecordBytes) {
        List<TopicSpec> events = topology.topics().stream()
                .map(topic -> new TopicSpec(topic, 1, TopicSpec.Kind.LOG, maxRecordBytes))
                .toList();
        try (Admin admin = Admin.create(kafka)) {
            new TopicProvisioner(admin, (short) -1, false).provide(events);
        }
    }

    private void write() {
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(kafka, bytes, bytes)) {
            for (EventRecord event : history.events()) {
                String type = event.metadata().type().aggregateType();
                if (topology.aggregateTypes().contains(type)) {
                    producer.send(new ProducerRecord<>(
                            topology.eventsTopic(type), 0, null, event.key(), event.value(), event.headers()));
                }
            }
        }
    }

    /** Waits until all events are applied, and reads the read model. */
    public ReadModel<R> readModel() {
        topology.aggregateTypes().stream()
                .map(history::position)
                .filter(position -> position.sequence() > 0)
                .forEach(this::await);
        return ReadModel.of(
                topology,
                store -> application
                        .streams()
                        .store(StoreQueryParameters.fromNameAndType(
                                store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())));
    }

    private void await(Position position) {
        AppliedPositions applied = topology.state().applied();
        long until = System.nanoTime() + TIMEOUT.toNanos();
        boolean reached = false;
        while (!reached && System.nanoTime() < until) {
            try {
                reached = applied.await(0, position, TIMEOUT).join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof TransientException)) {
                    throw e;
                }
            }
        }
        if (!reached) {
            throw new AssertionError("The read model did not come to %s within %s: %s %s"
                    .formatted(
                            position,
                            TIMEOUT,
                            application.status(),
                            topology.state().flaws().all().stream()
                                    .map(Flaw::reason)
                                    .toList()));
        }
    }

    /** Stops the read model and deletes its topics. */
    @Override
    public void close() {
        application.close();
        try (Admin admin = Admin.create(kafka)) {
            List<String> own =
                    new ArrayList<>(AdminCalls.await(admin.listTopics().names(), "list topics"));
            own.removeIf(topic -> !topic.startsWith(name + '.') && !topic.startsWith(topology.applicationId()));
            AdminCalls.await(admin.deleteTopics(own).all(), "delete topics " + own);
        }
    }
}
