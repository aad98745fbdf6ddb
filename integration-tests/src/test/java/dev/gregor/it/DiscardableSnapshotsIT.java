package dev.gregor.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.it.bank.Deposit;
import dev.gregor.it.bank.Open;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot that cannot be read is no error. */
class DiscardableSnapshotsIT {

    private static final String CHANGELOG = "gregor-it-write-bank-account-aggregates-changelog";

    @TempDir
    Path dir;

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());

    @Test
    void foldsAnAggregateFromItsEventsIfItsSnapshotCannotBeRead() throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")))) {
            int partition;
            try (RunningSystem bank = new RunningSystem(broker.bootstrapServers(), dir.resolve("first"), codec)) {
                RunningSystem.outcome(bank.send("7", "open.v1", new Open("ann")));
                RunningSystem.outcome(bank.send("7", "deposit.v1", new Deposit(20L)));
                partition = bank.events.partition("7");
            }
            spoilSnapshot(broker, partition);
            try (RunningSystem bank = new RunningSystem(broker.bootstrapServers(), dir.resolve("second"), codec)) {
                assertThat(((Accepted) RunningSystem.outcome(bank.send("7", "deposit.v1", new Deposit(3L)))).version())
                        .isEqualTo(3);
                assertThat(((Accepted) RunningSystem.outcome(bank.send("7", "deposit.v1", new Deposit(4L)))).version())
                        .isEqualTo(4);
            }
        }
    }

    private static void spoilSnapshot(LocalBroker broker, int partition) throws Exception {
        byte[] key = Arrays.copyOf("7".getBytes(UTF_8), 2);
        var bytes = new ByteArraySerializer();
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
            producer.send(new ProducerRecord<>(CHANGELOG, partition, key, new byte[] {99}))
                    .get();
        }
    }
}
