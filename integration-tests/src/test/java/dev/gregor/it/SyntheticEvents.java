package dev.gregor.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.AvroCodec;
import dev.gregor.it.bank.Deposited;
import dev.gregor.it.bank.Opened;
import dev.gregor.write.WriteSide;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** Events of many accounts as the write side would have written them, without its work. */
final class SyntheticEvents {

    private static final String TYPE = "bank-account";

    private final AvroCodec codec;
    private final String topic;
    private final long[] sequences;
    private final long millis = Instant.parse("2026-01-31T10:00:00Z").toEpochMilli();

    SyntheticEvents(WriteSide writeSide) {
        this.codec = writeSide.codec();
        this.topic = writeSide.topics().events(TYPE);
        this.sequences = new long[writeSide.settings().partitions()];
    }

    /** Opens so many accounts, and deposits in one after the other until there are so many events. */
    void write(String bootstrapServers, int accounts, int events) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrapServers, "linger.ms", 20, "batch.size", 256 * 1024, "buffer.memory", 1 << 26);
        var bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
            for (int number = 0; number < events; number++) {
                producer.send(event("account-" + number % accounts, 1 + number / accounts, number));
            }
        }
    }

    private ProducerRecord<byte[], byte[]> event(String account, long version, int number) {
        byte[] key = account.getBytes(UTF_8);
        int partition = Utils.toPositive(Utils.murmur2(key)) % sequences.length;
        SpecificRecord data = version == 1 ? new Opened("owner of " + account) : new Deposited((long) number);
        sequences[partition]++;
        List<Header> headers = List.of(
                header("ce_specversion", "1.0"),
                header("ce_id", TYPE + '/' + account + '/' + version),
                header("ce_type", TYPE + (version == 1 ? ".opened.v1" : ".deposited.v1")),
                header("ce_source", "/gregor/it/" + TYPE),
                header("ce_subject", account),
                header("ce_time", Instant.ofEpochMilli(millis + number).toString()),
                header("content-type", "application/avro"),
                header("ce_aggregateversion", Long.toString(version)),
                header("ce_partitionsequence", Long.toString(sequences[partition])),
                header("ce_correlationid", "order-" + number),
                header("ce_causationid", "command-" + number));
        return new ProducerRecord<>(topic, partition, null, key, codec.encode(topic, data), headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
