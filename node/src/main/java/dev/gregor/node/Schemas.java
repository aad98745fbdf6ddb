package dev.gregor.node;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.avro.registry.SchemaRegistry;
import dev.gregor.node.closing.Closing;
import dev.gregor.node.settings.Settings;
import dev.gregor.topic.TopicSpec;
import dev.gregor.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where schemas are kept: in a registry if there is one, and in a topic, which knows as well the message that each one is
 * for.
 *
 * @param codec writes with them
 * @param catalog the topic
 */
record Schemas(AvroCodec codec, SchemaCatalog catalog) {

    private static final Duration WAIT = Duration.ofSeconds(5);

    static Schemas open(Settings settings, Kafka kafka, Topics topics, Closing closing) {
        Map<String, Object> registry = settings.cluster().registry();
        int bytes = settings.write().maxRecordBytes();
        var topic = List.of(new TopicSpec(topics.schemas(), 1, TopicSpec.Kind.LATEST, bytes));
        SchemaCatalog catalog = closing.add(
                SchemaCatalog.ofTopic(topics.schemas(), kafka.client(), WAIT, () -> kafka.provide(settings, topic)));
        if (registry.isEmpty()) {
            return new Schemas(AvroCodec.singleObject(catalog), catalog);
        }
        try {
            return new Schemas(AvroCodec.confluent(SchemaRegistry.of(registry), registry, catalog), catalog);
        } catch (ConfigException e) {
            throw new StartException("The schema registry cannot be used: " + e.getMessage(), e);
        }
    }
}
