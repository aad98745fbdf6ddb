package dev.gregor.write;

import java.time.Duration;
import java.util.Set;

/**
 * What the user may choose about the write side.
 *
 * @param app the name of the application, part of {@code ce_source}
 * @param partitions the number of partitions of each commands and events topic
 * @param idRetention how long a command id is remembered at the least
 * @param maxMessageBytes the largest value of a command or an event, in bytes
 * @param maxStateBytes the largest state that can be kept of one aggregate, in bytes
 * @param replyPartitions the number of partitions of the replies topic
 * @param stateTopics the aggregate types whose full state is published after each change
 * @param maxEvents how many events a command may emit, which may have so many KiB together
 */
public record WriteSettings(
        String app,
        int partitions,
        Duration idRetention,
        int maxMessageBytes,
        int maxStateBytes,
        int replyPartitions,
        Set<String> stateTopics,
        int maxEvents) {

    /** What the headers of a record may add to its value, in bytes. */
    public static final int HEADER_BYTES = 64 * 1024;

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int MAX_EVENTS = 100_000;

    /** Checks the bounds. */
    public WriteSettings {
        if (idRetention.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException(
                    "gregor.command.id-retention=" + idRetention + " is too short: expected a minute or more");
        }
        stateTopics = Set.copyOf(stateTopics);
    }

    /** 4 partitions, a day of command ids, 1 MiB for a message, 4 MiB for a state, 100,000 events for a command. */
    public static WriteSettings of(String app) {
        return new WriteSettings(app, 4, Duration.ofHours(24), MEBIBYTE, 4 * MEBIBYTE, 16, Set.of(), MAX_EVENTS);
    }

    /** The same with another number of partitions of each commands and events topic. */
    public WriteSettings withPartitions(int newPartitions) {
        return new WriteSettings(
                app,
                newPartitions,
                idRetention,
                maxMessageBytes,
                maxStateBytes,
                replyPartitions,
                stateTopics,
                maxEvents);
    }

    /** The same with another retention of command ids. */
    public WriteSettings withIdRetention(Duration retention) {
        return new WriteSettings(
                app, partitions, retention, maxMessageBytes, maxStateBytes, replyPartitions, stateTopics, maxEvents);
    }

    /** The same with another limit for the value of a command or an event, in bytes. */
    public WriteSettings withMaxMessageBytes(int bytes) {
        return new WriteSettings(
                app, partitions, idRetention, bytes, maxStateBytes, replyPartitions, stateTopics, maxEvents);
    }

    /** The same with another number of reply partitions. */
    public WriteSettings withReplyPartitions(int replies) {
        return new WriteSettings(
                app, partitions, idRetention, maxMessageBytes, maxStateBytes, replies, stateTopics, maxEvents);
    }

    /** The same, publishing the full state of these aggregate types. */
    public WriteSettings withStateTopics(Set<String> types) {
        return new WriteSettings(
                app, partitions, idRetention, maxMessageBytes, maxStateBytes, replyPartitions, types, maxEvents);
    }

    /** The same with another limit for the events of a command. */
    public WriteSettings withMaxEvents(int events) {
        return new WriteSettings(
                app, partitions, idRetention, maxMessageBytes, maxStateBytes, replyPartitions, stateTopics, events);
    }

    /** How many bytes the values of all events of a command may have together. */
    public long maxEventsBytes() {
        return maxEvents * 1024L;
    }

    /** The largest outcome of a command, in bytes: its reply has to fit into the topic of replies. */
    public int maxOutcomeBytes() {
        return Math.max(maxMessageBytes, maxStateBytes) + HEADER_BYTES / 2;
    }

    /** The largest dead letter, in bytes: a command with its headers, and the reason. */
    public int maxDeadLetterBytes() {
        return 2 * maxRecordBytes();
    }

    /** The largest record that any topic of ours has to take, in bytes. */
    public int maxRecordBytes() {
        return Math.max(maxMessageBytes, maxStateBytes) + HEADER_BYTES;
    }
}
