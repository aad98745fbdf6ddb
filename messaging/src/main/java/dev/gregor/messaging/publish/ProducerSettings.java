package dev.gregor.messaging.publish;

import dev.gregor.kafka.KafkaClients;
import dev.gregor.messaging.envelope.MessagingSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Settings without which a producer would lose, double or turn round what it sends. */
public final class ProducerSettings {

    /** After which a transaction whose process is gone is aborted: readers of committed records wait for it. */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

    /** No commit takes so long, as the transaction is aborted by then; a producer whose credentials are refused may wait for it all the same. */
    private static final int MAX_BLOCK_MILLIS = 20_000;

    private ProducerSettings() {}

    /** Those of producers in general. */
    public static Map<String, Object> of(MessagingSettings settings) {
        Map<String, Object> config = new HashMap<>(KafkaClients.withoutIds(settings.kafka()));
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.maxMessageBytes());
        return config;
    }

    /** Those of a producer of transactions under this id. */
    public static Map<String, Object> transactional(MessagingSettings settings, String id) {
        return transactional(of(settings), id);
    }

    static Map<String, Object> transactional(Map<String, Object> config, String id) {
        Map<String, Object> transactional = new HashMap<>(config);
        transactional.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        transactional.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
        transactional.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
        return transactional;
    }
}
