package dev.gregor.node;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.command.gateway.LocalReplies;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.log.AppliedPositions;
import dev.gregor.event.log.EventLog;
import dev.gregor.event.log.LiveEvents;
import dev.gregor.node.personal.ClearStates;
import dev.gregor.node.personal.Sealing;
import dev.gregor.node.settings.Settings;
import dev.gregor.projection.topology.ReadSide;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.topic.TopicIds;
import dev.gregor.topic.TopicSpec;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSide;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be run, before it runs.
 *
 * @param write the write side
 * @param log the event log
 * @param read what the read models share
 * @param sealing what personal fields are sealed with; empty if nothing is sealed
 * @param clearStates which states may be in clear
 */
record Definitions(WriteSide write, EventLog log, ReadSide read, Optional<Sealing> sealing, ClearStates clearStates) {

    static Definitions of(
            Settings settings, Domain domain, AvroCodec codec, SnapshotStorage storage, LocalReplies local) {
        Topics topics = new Topics(settings.cluster().topicPrefix());
        var aggregates = domain.aggregates();
        int partitions = settings.write().partitions();
        int maxRecordBytes = settings.write().maxRecordBytes();
        return new Definitions(
                new WriteSide(aggregates, topics, codec, storage, settings.write(), local),
                new EventLog(aggregates, topics, codec, partitions, maxRecordBytes, new AppliedPositions()),
                new ReadSide(
                        settings.app(),
                        topics,
                        EventCatalog.of(aggregates),
                        codec,
                        partitions,
                        settings.cluster().eventsMayExpire()),
                Optional.empty(),
                ClearStates.NONE);
    }

    /** The same with what tells topics that were deleted and made again. */
    Definitions withTopicIds(TopicIds ids) {
        return new Definitions(write.withTopicIds(ids), log, read, sealing, clearStates);
    }

    /** The same with what personal fields are sealed with: before a read model is built, each key is looked up anew. */
    Definitions withSealing(Optional<Sealing> with, ClearStates clear) {
        ReadSide fresh = new ReadSide(
                read.app(),
                read.topics(),
                read.events(),
                read.codec(),
                read.partitions(),
                read.eventsMayExpire(),
                () -> with.ifPresent(each -> each.keys().refresh()));
        return new Definitions(write, log, fresh, with, clear);
    }

    /** Events as they happen, read with clients of these settings. */
    LiveEvents live(Map<String, Object> kafka) {
        return new LiveEvents(kafka, read.topics(), read.events(), read.codec());
    }

    /** The aggregate types. */
    List<String> types() {
        return write.definitions().stream().map(AggregateDefinition::type).toList();
    }

    /** The topics that only this application may handle. */
    List<String> commandTopics() {
        return write.definitions().stream()
                .map(definition -> write.topics().commands(definition.type()))
                .toList();
    }

    /** What the topics of all parts have to be like. */
    List<TopicSpec> topicSpecs() {
        List<TopicSpec> specs = new ArrayList<>(write.topicSpecs());
        specs.addAll(log.topicSpecs());
        return specs;
    }
}
