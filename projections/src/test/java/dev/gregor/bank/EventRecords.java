package dev.gregor.bank;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.AvroCodec;
import dev.gregor.event.EventCatalog;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageHeaders;
import dev.gregor.message.MessageType;
import dev.gregor.position.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;

/** Event records as the write side writes them: partitioned by id, numbered per aggregate and per partition. */
public final class EventRecords {

    public static final String TOPIC = "bank-account.events";
    public static final EventCatalog CATALOG =
            EventCatalog.of(List.of(new BankAccount().definition(), new Customer().definition()));

    private final AvroCodec codec;
    private final int partitions;
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private Instant time = Instant.parse("2026-01-31T10:59:00Z");

    public EventRecords(AvroCodec codec, int partitions) {
        this.codec = codec;
        this.partitions = partitions;
    }

    /** From now on events are decided at this time. */
    public EventRecords at(String instant) {
        time = Instant.parse(instant);
        return this;
    }

    public ProducerRecord<byte[], byte[]> next(String account, SpecificRecord event) {
        return next(account, CATALOG.typeOf(event.getClass()), event);
    }

    public ProducerRecord<byte[], byte[]> next(String account, MessageType type, SpecificRecord event) {
        byte[] key = account.getBytes(UTF_8);
        int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
        String topic = type.aggregateType() + ".events";
        var record = new ProducerRecord<>(topic, partition, time.toEpochMilli(), key, codec.encode(topic, event));
        long version = versions.merge(topic + account, 1L, Long::sum);
        long sequence = sequences.merge(topic + partition, 1L, Long::sum);
        addHeaders(record.headers(), type, account, version, sequence);
        return record;
    }

    /** Numbers the next record of this partition as if this one had not been. */
    public void forget(ProducerRecord<byte[], byte[]> record) {
        sequences.merge(record.topic() + record.partition(), -1L, Long::sum);
    }

    /** Numbers all records from 1 again. */
    public void forgetAll() {
        versions.clear();
        sequences.clear();
    }

    /** The position right after the last event of the partition that this record is in. */
    public Position position(ProducerRecord<byte[], byte[]> record) {
        return new Position("bank-account", record.partition(), sequences.getOrDefault(TOPIC + record.partition(), 0L));
    }

    private void addHeaders(Headers headers, MessageType type, String account, long version, long sequence) {
        add(headers, MessageHeaders.ID, EventMetadata.id(type.aggregateType(), account, version));
        add(headers, MessageHeaders.TYPE, type.toString());
        add(headers, MessageHeaders.SUBJECT, account);
        add(headers, MessageHeaders.TIME, time.toString());
        add(headers, MessageHeaders.AGGREGATE_VERSION, Long.toString(version));
        add(headers, MessageHeaders.PARTITION_SEQUENCE, Long.toString(sequence));
        add(headers, MessageHeaders.CORRELATION_ID, "correlation");
        add(headers, MessageHeaders.CAUSATION_ID, "command");
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
