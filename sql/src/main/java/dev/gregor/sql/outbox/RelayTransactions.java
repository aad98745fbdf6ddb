package dev.gregor.sql.outbox;

import static java.util.Objects.requireNonNull;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.SendRefusal;
import dev.gregor.kafka.TransactionRefusals;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.publish.ProducerSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka side of a relay: a batch and its number are one transaction. The number is the offset of a group, at a topic without
 * records. Not thread-safe.
 */
final class RelayTransactions implements AutoCloseable {

    /** Says that nothing was committed, because of one record or all of its topic. */
    record Refusal(String heldBack, String reason) {}

    /** Ends the transactional id, so that it does not begin as that of another table does. */
    private static final String TRANSACTIONS = "-batches";

    private static final short BROKERS_DEFAULT = -1;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final Map<String, Object> kafka;
    private final String group;
    private final TopicPartition position;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Set<String> topics = new HashSet<>();
    private @Nullable ConsumerGroupMetadata metadata;

    RelayTransactions(MessagingSettings settings, String table) {
        this.kafka = settings.kafka();
        this.group = group(settings, table);
        this.position = new TopicPartition(positions(settings), 0);
        this.producer = KafkaClients.producer(ProducerSettings.transactional(settings, group + TRANSACTIONS));
        this.admin = Admin.create(KafkaClients.withoutIds(kafka));
    }

    private static String group(MessagingSettings settings, String table) {
        return "gregor-%s-relay-%s".formatted(settings.app(), table);
    }

    private static String positions(MessagingSettings settings) {
        return "gregor.outbox." + settings.app();
    }

    static Rights rights(MessagingSettings settings, String table) {
        return Rights.of(
                Rights.transactions(group(settings, table) + TRANSACTIONS),
                Rights.group(group(settings, table), READ),
                Rights.topic(positions(settings), CREATE, READ));
    }

    /** Ends what another relay may have left open, and keeps it from committing; returns the number of the last batch that is published. */
    Optional<Long> begin() {
        createPosition();
        producer.initTransactions();
        Map<String, Object> config = KafkaClients.reader(KafkaClients.withoutIds(kafka));
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        try (KafkaConsumer<byte[], byte[]> consumer = KafkaClients.consumer(config)) {
            metadata = consumer.groupMetadata();
            return Optional.ofNullable(consumer.committed(Set.of(position)).get(position))
                    .map(OffsetAndMetadata::offset);
        }
    }

    private void createPosition() {
        AdminCalls.create(admin, new NewTopic(position.topic(), 1, BROKERS_DEFAULT));
    }

    /**
     * Publishes a batch.
     *
     * @return why it is not committed, at least one reason; none if it is
     * @throws KafkaException if it is not known to be committed; somebody has to begin anew then
     */
    Collection<Refusal> publish(long batch, List<OutboxRow> rows) {
        List<Refusal> closed = rows.stream()
                .map(each -> each.record().topic())
                .distinct()
                .flatMap(topic -> closed(topic).stream())
                .toList();
        if (!closed.isEmpty()) {
            return closed;
        }
        Map<String, Refusal> refused = new ConcurrentHashMap<>();
        TransactionRefusals refusals = new TransactionRefusals();
        try {
            producer.beginTransaction();
            rows.forEach(each -> producer.send(
                    each.record(),
                    refusals.watch(
                            each.record().topic(),
                            failure -> refused.computeIfAbsent(
                                    heldBack(each, failure), held -> refusal(held, each, failure)))));
            producer.sendOffsetsToTransaction(Map.of(position, new OffsetAndMetadata(batch)), requireNonNull(metadata));
            producer.commitTransaction();
            return List.of();
        } catch (KafkaException e) {
            TransactionRefusals.abort(producer, e);
            if (refused.isEmpty()) {
                throw e;
            }
            return refused.values();
        }
    }

    /** Why nothing can be sent to a topic: it is not there, or may not even be described. */
    private Optional<Refusal> closed(String topic) {
        try {
            return isThere(topic)
                    ? Optional.empty()
                    : Optional.of(new Refusal(topic, "There is no topic '%s'; create it".formatted(topic)));
        } catch (TransientException e) {
            Throwable failure = e.getCause();
            if (failure != null && failure.getCause() instanceof TopicAuthorizationException refused) {
                String reason = reason(topic, refused);
                return Optional.of(
                        new Refusal(topic, "Messages for topic '%s' are refused: %s".formatted(topic, reason)));
            }
            throw e;
        }
    }

    private boolean isThere(String topic) {
        if (topics.contains(topic)) {
            return true;
        }
        return AdminCalls.describe(admin, topic).isPresent() && topics.add(topic);
    }

    private static String heldBack(OutboxRow row, Exception failure) {
        return SendRefusal.isOfRecord(failure)
                ? OutboxRow.lane(row.record())
                : row.record().topic();
    }

    private Refusal refusal(String heldBack, OutboxRow row, Exception failure) {
        String topic = row.record().topic();
        return new Refusal(
                heldBack,
                "Message %s for topic '%s' is refused: %s".formatted(row.id(), topic, reason(topic, failure)));
    }

    private String reason(String topic, Throwable failure) {
        return failure instanceof TopicAuthorizationException
                ? new RightsCheck(kafka).inWords(Rights.topic(topic, WRITE)).orElseThrow()
                : failure.toString();
    }

    @Override
    public void close() {
        producer.close(CLOSE_LIMIT);
        admin.close(CLOSE_LIMIT);
    }
}
