package dev.gregor.it.secured;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.Rights;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReauthenticationIT {

    private static final String PASSWORD = "secret";
    private static final String ID = "busy-1";
    private static final int RECORD_BYTES = 8_000;
    private static final int RECORDS = 500;
    private static final long SESSIONS_NANOS = Duration.ofSeconds(15).toNanos();

    @RegisterExtension
    static final SecuredBroker BROKER = new SecuredBroker();

    /** Each session ends after five seconds, most often while answers to records are under way. */
    @Test
    void aTransactionIsCommittedThoughItsConnectionAuthenticatesAgain() throws Exception {
        BROKER.topics(1, "busy");
        BROKER.user("busy", PASSWORD);
        BROKER.give("busy", Rights.of(Rights.topic("busy", AclOperation.WRITE), Rights.transactions(ID)));
        Map<String, Object> config = new HashMap<>(BROKER.client("busy", PASSWORD));
        config.put("transactional.id", ID);
        config.put("transaction.timeout.ms", 60_000);
        config.put("max.block.ms", 20_000);
        try (Producer<byte[], byte[]> producer = KafkaClients.producer(config)) {
            producer.initTransactions();
            long end = System.nanoTime() + SESSIONS_NANOS;
            while (System.nanoTime() < end) {
                producer.beginTransaction();
                for (int i = 0; i < RECORDS; i++) {
                    producer.send(new ProducerRecord<>("busy", new byte[RECORD_BYTES]));
                }
                assertThatCode(producer::commitTransaction).doesNotThrowAnyException();
            }
        }
    }
}
