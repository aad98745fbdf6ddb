package dev.gregor.projection.topology;

import dev.gregor.avro.AvroCodec;
import dev.gregor.event.EventCatalog;
import dev.gregor.topic.Topics;

/**
 * What all read models of one application share.
 *
 * @param app the name of the application, part of the application ids
 * @param topics the names of topics
 * @param events the events of all aggregate types
 * @param codec how records become bytes
 * @param partitions the number of partitions of each events topic
 * @param eventsMayExpire whether a build may begin with a later event than the first
 * @param beforeBuild is run before a build is started here
 */
public record ReadSide(
        String app,
        Topics topics,
        EventCatalog events,
        AvroCodec codec,
        int partitions,
        boolean eventsMayExpire,
        Runnable beforeBuild) {

    /** Nothing is to be done before a build. */
    public ReadSide(
            String app, Topics topics, EventCatalog events, AvroCodec codec, int partitions, boolean eventsMayExpire) {
        this(app, topics, events, codec, partitions, eventsMayExpire, () -> {});
    }

    /** No event expires. */
    public ReadSide(String app, Topics topics, EventCatalog events, AvroCodec codec, int partitions) {
        this(app, topics, events, codec, partitions, false);
    }
}
