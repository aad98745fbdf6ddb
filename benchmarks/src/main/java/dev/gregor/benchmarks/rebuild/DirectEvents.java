package dev.gregor.benchmarks.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.benchmarks.account.BenchmarkAccount;
import dev.gregor.benchmarks.account.Deposited;
import dev.gregor.message.EventMetadata;
import dev.gregor.write.WriteSide;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** Deposits of some days or of an hour ago, written as the write side would have. */
final class DirectEvents {

    private static final Duration LONG_AGO = Duration.ofDays(10);
    private static final Duration AGO = Duration.ofHours(1);
    private static final int BATCH_BYTES = 256 * 1024;

    private final WriteSide writeSide;
    private final String topic;
    private final long[] sequences;
    private final Content content;
    private final Instant first;

    DirectEvents(WriteSide writeSide, Content content) {
        this.writeSide = writeSide;
        this.content = content;
        this.first = Instant.now()
                .minus(content.history() == History.OLD ? LONG_AGO : AGO)
                .truncatedTo(ChronoUnit.MILLIS);
        this.topic = writeSide.topics().events(BenchmarkAccount.TYPE);
        this.sequences = new long[writeSide.settings().partitions()];
    }

    /** Deposits in one account after the other until there are all events. */
    void write(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put("linger.ms", 20);
        config.put("batch.size", BATCH_BYTES);
        config.put("max.in.flight.requests.per.connection", 1);
        var bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
            for (int number = 0; number < content.events(); number++) {
                producer.send(event(content.account(number), content.version(number), number));
            }
        }
    }

    private ProducerRecord<byte[], byte[]> event(String account, long version, int number) {
        byte[] key = account.getBytes(UTF_8);
        int partition = Utils.toPositive(Utils.murmur2(key)) % sequences.length;
        sequences[partition]++;
        List<Header> headers = List.of(
                header("ce_specversion", "1.0"),
                header("ce_id", EventMetadata.id(BenchmarkAccount.TYPE, account, version)),
                header("ce_type", "account.deposited.v1"),
                header("ce_source", "/gregor/benchmark/account"),
                header("ce_subject", account),
                header("ce_time", first.plusMillis(content.command(number)).toString()),
                header("content-type", "application/avro"),
                header("ce_aggregateversion", Long.toString(version)),
                header("ce_partitionsequence", Long.toString(sequences[partition])),
                header("ce_correlationid", "correlation-" + content.command(number)),
                header("ce_causationid", "command-" + content.command(number)));
        byte[] value = writeSide.codec().encode(topic, new Deposited(1L, Deposits.REFERENCE));
        return new ProducerRecord<>(topic, partition, null, key, value, headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
