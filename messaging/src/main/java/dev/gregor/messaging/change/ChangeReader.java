package dev.gregor.messaging.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.avro.AvroCodec;
import dev.gregor.failure.PermanentException;
import dev.gregor.json.InvalidJsonException;
import dev.gregor.json.JsonText;
import dev.gregor.message.MessageType;
import dev.gregor.messaging.change.Change.Kind;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of Debezium as {@link Change}s. What is said of a table is said before the first record is read; thread-safe from then on.
 *
 * @param <E> the class of the rows
 */
public final class ChangeReader<E extends SpecificRecord> {

    private static final String NEW_KEY = "__debezium.newkey";
    private static final String OLD_KEY = "__debezium.oldkey";

    private final Class<E> type;
    private final Map<String, ColumnType> columns = new HashMap<>();
    private boolean full;

    /** Reads rows of this class. */
    public ChangeReader(Class<E> type) {
        this.type = type;
    }

    /** Says what the values of a column mean. */
    public void column(String name, ColumnType columnType) {
        columns.put(name, columnType);
    }

    /** Says that the table has {@code REPLICA IDENTITY FULL}. */
    public void fullReplicaIdentity() {
        full = true;
    }

    /**
     * The change of a record; empty for what Debezium writes beside changes: tombstones, heartbeats, the begin and end of transactions.
     *
     * @param place where the record was first
     * @throws PermanentException if it is no change of Debezium, a truncation, or has no row of the class
     * @throws dev.gregor.failure.TransientException if its schema cannot be looked up now
     */
    public Optional<Change<E>> read(AvroCodec codec, ConsumerRecord<byte[], byte[]> record, Place place) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            Envelope envelope = Envelope.read(codec, place.topic(), record.value());
            return isBesideChanges(envelope.values())
                    ? Optional.empty()
                    : Optional.of(change(codec, record, place, envelope));
        } catch (PermanentException e) {
            throw new PermanentException("The change at %s cannot be read: %s".formatted(place, e.getMessage()), e);
        }
    }

    private static boolean isBesideChanges(JsonNode values) {
        boolean transaction = values.has("status") && values.has("id");
        boolean heartbeat = values.has("ts_ms") && !values.has("source");
        return !values.has("op") && (transaction || heartbeat);
    }

    private Change<E> change(AvroCodec codec, ConsumerRecord<byte[], byte[]> record, Place place, Envelope envelope) {
        Kind kind = kind(envelope);
        RowKey key = key(codec, place.topic(), record.key());
        ChangeSource source = source(envelope);
        return new Change<>(
                metadata(record, place, key, source, kind),
                kind,
                key,
                moved(record, kind),
                full && kind != Kind.CREATED ? Optional.of(row(envelope, "before")) : Optional.empty(),
                kind == Kind.DELETED ? Optional.empty() : Optional.of(row(envelope, "after")),
                source);
    }

    private static Kind kind(Envelope envelope) {
        return switch (envelope.text("op")) {
            case "c", "r" -> Kind.CREATED;
            case "u" -> Kind.CHANGED;
            case "d" -> Kind.DELETED;
            case "t" -> throw new PermanentException("The table was truncated, which is no change of a row");
            default ->
                throw new PermanentException(
                        "It is no change of Debezium: its op is '%s', expected c, r, u or d. Is the record flattened?"
                                .formatted(envelope.text("op")));
        };
    }

    private E row(Envelope envelope, String side) {
        JsonNode row = envelope.values().path(side);
        if (!row.isObject()) {
            throw new PermanentException(
                    "It has no '%s'%s".formatted(side, full ? "; has the table REPLICA IDENTITY FULL?" : ""));
        }
        return new Rows<>(type, columns).read(row, envelope.types().apply(side), envelope.typed());
    }

    private static RowKey key(AvroCodec codec, String topic, byte @Nullable [] key) {
        return key == null
                ? new RowKey(Map.of())
                : Envelope.read(codec, topic, key).asKey();
    }

    private static Optional<RowKey> moved(ConsumerRecord<byte[], byte[]> record, Kind kind) {
        String name = kind == Kind.DELETED ? NEW_KEY : OLD_KEY;
        @Nullable Header header = kind == Kind.CHANGED ? null : record.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Envelope.ofJson(JsonText.read(header.value())).asKey());
        } catch (InvalidJsonException e) {
            throw new PermanentException(
                    "Its header %s is '%s', expected JSON".formatted(name, new String(header.value(), UTF_8)), e);
        }
    }

    private static ChangeSource source(Envelope envelope) {
        JsonNode source = envelope.values().path("source");
        return new ChangeSource(
                source.path("db").asText(""),
                source.path("schema").asText(""),
                source.path("table").asText(""),
                envelope.text("op").equals("r"),
                source.path("txId").asText(""),
                Instant.ofEpochMilli(source.path("ts_ms").asLong()));
    }

    private static MessageMetadata metadata(
            ConsumerRecord<byte[], byte[]> record, Place place, RowKey key, ChangeSource source, Kind kind) {
        String id = place.toString();
        return new MessageMetadata(
                new MessageType(name(source.table()), kind.name().toLowerCase(Locale.ROOT), 1),
                id,
                place.topic(),
                key.toString(),
                source.committedAt(),
                id,
                null,
                place,
                requireNonNull(record.headers()));
    }

    /** The name of a table in the alphabet of logical types. */
    private static String name(String table) {
        String allowed = table.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String name = allowed.isEmpty() || !Character.isLetter(allowed.charAt(0)) ? "table-" + allowed : allowed;
        return name.length() <= 63 ? name : name.substring(0, 63);
    }
}
