package dev.gregor.write;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.schema.SchemaRule;
import dev.gregor.command.gateway.LocalReplies;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.StreamsRights;
import dev.gregor.streams.state.StoreTuning;
import dev.gregor.topic.TopicIds;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.TopicSpec;
import dev.gregor.topic.Topics;
import dev.gregor.write.handled.HandledCommands;
import dev.gregor.write.handled.PartitionCounters;
import dev.gregor.write.storage.AggregateStorage;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The write side of some aggregate types: for each one a sub-topology with one processor between the commands topic and
 * the topics of events, replies, dead letters and, if the user asks for it, states.
 *
 * @param definitions the aggregate types
 * @param topics the names of topics
 * @param codec how records become bytes
 * @param storage how aggregates are kept between commands
 * @param settings what the user may choose
 * @param localReplies the senders that wait in this process
 * @param topicIds tells commands topics that were deleted and made again; without it every command that a consumer group gives
 *     is handled, whether it was handled before or not
 */
public record WriteSide(
        List<AggregateDefinition<?>> definitions,
        Topics topics,
        AvroCodec codec,
        AggregateStorage storage,
        WriteSettings settings,
        LocalReplies localReplies,
        TopicIds topicIds) {

    /** Copies the definitions. */
    public WriteSide {
        definitions = List.copyOf(definitions);
    }

    /** Handles each command that the consumer group delivers. */
    public WriteSide(
            List<AggregateDefinition<?>> definitions,
            Topics topics,
            AvroCodec codec,
            AggregateStorage storage,
            WriteSettings settings,
            LocalReplies localReplies) {
        this(definitions, topics, codec, storage, settings, localReplies, TopicIds.UNKNOWN);
    }

    /** Replies to all senders over the topic of replies. */
    public WriteSide(
            List<AggregateDefinition<?>> definitions,
            Topics topics,
            AvroCodec codec,
            AggregateStorage storage,
            WriteSettings settings) {
        this(definitions, topics, codec, storage, settings, new LocalReplies());
    }

    /** The same with what tells commands topics that were deleted and made again. */
    public WriteSide withTopicIds(TopicIds ids) {
        return new WriteSide(definitions, topics, codec, storage, settings, localReplies, ids);
    }

    /** The topology of all aggregate types. */
    public Topology topology() {
        Topology topology = new Topology();
        RefusedCommands refused = new RefusedCommands();
        definitions.forEach(definition -> add(topology, definition, refused));
        return topology;
    }

    private <S extends SpecificRecord> void add(
            Topology topology, AggregateDefinition<S> definition, RefusedCommands refused) {
        String type = definition.type();
        String source = type + "-commands";
        String processor = type + "-handler";
        topology.addSource(source, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.commands(type));
        topology.addProcessor(processor, () -> new CommandProcessor<>(definition, this, refused), source);
        addSinks(topology, type, processor);
        stores(definition).forEach(store -> topology.addStateStore(store, processor));
    }

    /** The state stores of an aggregate type: outcomes, counters and aggregates. */
    public List<StoreBuilder<?>> stores(AggregateDefinition<?> definition) {
        String type = definition.type();
        List<StoreBuilder<?>> stores = new ArrayList<>(storage.stores(definition));
        stores.add(HandledCommands.store(handledStore(type), settings.idRetention()));
        stores.add(PartitionCounters.store(clockStore(type)));
        return stores;
    }

    private void addSinks(Topology topology, String type, String processor) {
        SinkNames sinks = SinkNames.of(type);
        var bytes = new ByteArraySerializer();
        topology.addSink(sinks.events(), topics.events(type), bytes, bytes, processor);
        topology.addSink(sinks.deadLetters(), Topics.deadLetters(topics.commands(type)), bytes, bytes, processor);
        topology.addSink(
                sinks.replies(), topics.replies(), ReplyAddress.SERIALIZER, bytes, ReplyAddress.PARTITIONER, processor);
        if (settings.stateTopics().contains(type)) {
            topology.addSink(sinks.state(), topics.state(type), bytes, bytes, processor);
        }
    }

    /** What it needs to be allowed under this application id, with reading what it has written. */
    public Rights rights(String applicationId) {
        List<Rights> rights = new ArrayList<>();
        rights.add(StreamsRights.of(applicationId, topology()));
        rights.add(Rights.topics(applicationId + '-', AclOperation.DESCRIBE_CONFIGS));
        rights.add(TopicProvisioner.rights(topicSpecs()));
        definitions.forEach(each -> rights.add(Rights.topic(topics.events(each.type()), AclOperation.READ)));
        return Rights.of(rights);
    }

    /** What the topics of this write side have to be like. */
    public List<TopicSpec> topicSpecs() {
        List<TopicSpec> specs = new ArrayList<>();
        int bytes = settings.maxRecordBytes();
        specs.add(new TopicSpec(topics.replies(), settings.replyPartitions(), TopicSpec.Kind.REPLIES, bytes));
        for (AggregateDefinition<?> definition : definitions) {
            String commands = topics.commands(definition.type());
            String events = topics.events(definition.type());
            specs.add(new TopicSpec(commands, settings.partitions(), TopicSpec.Kind.COMMANDS, bytes));
            specs.add(new TopicSpec(events, settings.partitions(), TopicSpec.Kind.LOG, bytes));
            specs.add(new TopicSpec(
                    Topics.deadLetters(commands), 1, TopicSpec.Kind.DEAD_LETTERS, settings.maxDeadLetterBytes()));
            if (settings.stateTopics().contains(definition.type())) {
                String state = topics.state(definition.type());
                specs.add(new TopicSpec(state, settings.partitions(), TopicSpec.Kind.LATEST, bytes));
            }
        }
        return specs;
    }

    /**
     * {@link #registerSchemas(SchemaRule) Registers} the schemas by the rule that lets nothing old or new become unreadable.
     */
    public void registerSchemas() {
        registerSchemas(SchemaRule.FULL);
    }

    /**
     * Makes every schema known before the first record is written.
     *
     * @param rule how far commands, events and published states may move away from what is registered
     * @throws dev.gregor.failure.PermanentException if one breaks this rule, or one of the registry's; nothing is
     *     registered in the first case
     */
    public void registerSchemas(SchemaRule rule) {
        new WrittenSchemas(this).register(rule);
    }

    /** The name of the store of outcomes. */
    public static String handledStore(String aggregateType) {
        return aggregateType + StoreTuning.FOR_NEW_KEYS;
    }

    /** The name of the store of the partition's counters. */
    public static String clockStore(String aggregateType) {
        return aggregateType + "-partition-clock";
    }

    ReplyPartitions replyPartitions() {
        return new ReplyPartitions(topics.replies(), settings.replyPartitions());
    }
}
