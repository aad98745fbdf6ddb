package dev.gregor.message;

/**
 * The names of record headers: the CloudEvents 1.0 Kafka protocol binding in binary content mode, W3C Trace Context,
 * and for dead letters the names that Kafka Streams uses.
 */
public final class MessageHeaders {

    /** CloudEvents version, always {@code 1.0}. */
    public static final String SPEC_VERSION = "ce_specversion";
    /** Unique id of an event; of a command its idempotency key. */
    public static final String ID = "ce_id";
    /** Logical type. */
    public static final String TYPE = "ce_type";
    /** Who wrote it: {@code /gregor/<app>/<type>}. */
    public static final String SOURCE = "ce_source";
    /** Id of the aggregate. */
    public static final String SUBJECT = "ce_subject";
    /** When the event was decided, RFC 3339 in UTC. */
    public static final String TIME = "ce_time";
    /** Media type of the value. */
    public static final String CONTENT_TYPE = "content-type";
    /** Version of the aggregate right after the event. */
    public static final String AGGREGATE_VERSION = "ce_aggregateversion";
    /** Place of the event in its partition. */
    public static final String PARTITION_SEQUENCE = "ce_partitionsequence";
    /** What a chain of messages belongs to. */
    public static final String CORRELATION_ID = "ce_correlationid";
    /** Id of the message that caused this one. */
    public static final String CAUSATION_ID = "ce_causationid";
    /** Who has sent the command; only if that is known. */
    public static final String ACTOR = "ce_actor";
    /** Version at which a command expects the aggregate; 0 means that it must not exist. */
    public static final String EXPECTED_VERSION = "ce_expectedversion";
    /** Kinds of event that must not have happened since a version: {@code <version>;<logical type>,...}. */
    public static final String UNLESS_SINCE = "ce_unlesssince";
    /** Where the reply to a command goes: {@code <topic>:<partition>}. */
    public static final String REPLY_TO = "ce_replyto";
    /**
     * Who waits for the reply to a command: the gateway and the number of its sending, 8 bytes each of its own choice. A reply
     * has the same, for several may wait for one command id.
     */
    public static final String GATEWAY = "gregor-gateway";
    /** Type of the aggregate that a reply comes from. */
    public static final String AGGREGATE_TYPE = "ce_aggregatetype";
    /** Whether a reply repeats the outcome of an earlier command with the same id. */
    public static final String REPLAYED = "ce_replayed";
    /** W3C Trace Context. */
    public static final String TRACE_PARENT = "traceparent";
    /** W3C Trace Context. */
    public static final String TRACE_STATE = "tracestate";

    /** Class of the exception that made a record a dead letter. */
    public static final String ERROR_EXCEPTION = "__streams.errors.exception";
    /** Why a record is a dead letter. */
    public static final String ERROR_MESSAGE = "__streams.errors.message";
    /** Where the exception arose, cut to 8192 characters. */
    public static final String ERROR_STACKTRACE = "__streams.errors.stacktrace";
    /** Topic that the record came from. */
    public static final String ERROR_TOPIC = "__streams.errors.topic";
    /** Partition that the record came from. */
    public static final String ERROR_PARTITION = "__streams.errors.partition";
    /** Offset that the record came from. */
    public static final String ERROR_OFFSET = "__streams.errors.offset";

    /** The parts of a dead letter that were left out because it would have been too large, with their sizes. */
    public static final String LEFT_OUT = "gregor-left-out";

    /** The only version of CloudEvents. */
    public static final String SPEC_VERSION_1_0 = "1.0";
    /** The only media type of values. */
    public static final String AVRO = "application/avro";

    private MessageHeaders() {}
}
