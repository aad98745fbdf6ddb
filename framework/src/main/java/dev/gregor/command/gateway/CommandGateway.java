package dev.gregor.command.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.AvroCodec;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Failed;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;
import dev.gregor.failure.GregorException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.SendRefusal;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.live.DaemonThreads;
import dev.gregor.topic.FirstRecords;
import dev.gregor.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands over Kafka and returns their outcomes. {@code Gregor.commands()} is the typed form of it. Many commands may wait
 * at once; each gets exactly one outcome, {@link CommandOutcome.Unknown} at the latest after the time-out of the settings.
 * Thread-safe.
 *
 * <p>Futures complete on a thread that receives all replies. Functions that depend on them and block must run on another
 * executor, by the {@code Async} methods.
 */
public final class CommandGateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandGateway.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    private static final int MAX_BLOCK_MS = 1_000;

    private final PendingCommands pending = new PendingCommands();
    private final Topics topics;
    private final AvroCodec codec;
    private final GatewaySettings settings;
    private final CommandMetrics metrics;
    private final Producer<byte[], byte[]> producer;
    private final FirstRecords firsts;
    private final ReplyListener replies;
    private final ExecutorService answers = answers();
    private final Runnable closeLocal;
    private final byte[] replyTo;
    private final long identity = ThreadLocalRandom.current().nextLong();
    private final AtomicLong sendings = new AtomicLong();
    private volatile boolean closed;

    private CommandGateway(
            Map<String, Object> kafka,
            Topics topics,
            AvroCodec codec,
            GatewaySettings settings,
            MeterRegistry meters,
            LocalReplies local) {
        int partition = ThreadLocalRandom.current().nextInt(settings.replyPartitions());
        TopicPartition ours = new TopicPartition(topics.replies(), partition);
        ReplyCompleter completer = new ReplyCompleter(pending);
        this.topics = topics;
        this.codec = codec;
        this.settings = settings;
        this.metrics = new CommandMetrics(meters, settings.app(), pending::size);
        this.replyTo = (ours.topic() + ':' + partition).getBytes(UTF_8);
        this.replies = new ReplyListener(kafka, ours, codec, completer, pending, settings.timeout());
        Map<String, Object> config = producerConfig(kafka);
        this.producer = KafkaClients.producer(config);
        this.firsts = new FirstRecords(producer, number(config, ProducerConfig.MAX_BLOCK_MS_CONFIG));
        this.closeLocal = local.open(identity, completer, answers);
    }

    /** What sending commands to these aggregate types, and waiting for their outcomes, needs to be allowed. */
    public static Rights rights(Topics topics, Collection<String> aggregateTypes) {
        List<Rights> rights = new ArrayList<>();
        rights.add(Rights.topic(topics.replies(), AclOperation.READ));
        aggregateTypes.forEach(each -> rights.add(Rights.topic(topics.commands(each), AclOperation.WRITE)));
        return Rights.of(rights);
    }

    /**
     * Starts a gateway; the topics must exist. It listens for replies before it answers, so that none is missed.
     *
     * @param kafka settings of Kafka clients, at least {@code bootstrap.servers}
     */
    public static CommandGateway start(
            Map<String, Object> kafka, Topics topics, AvroCodec codec, GatewaySettings settings, MeterRegistry meters) {
        return start(kafka, topics, codec, settings, meters, new LocalReplies());
    }

    /**
     * The same beside a write side in this process.
     *
     * @param local what that write side was given too
     */
    public static CommandGateway start(
            Map<String, Object> kafka,
            Topics topics,
            AvroCodec codec,
            GatewaySettings settings,
            MeterRegistry meters,
            LocalReplies local) {
        CommandGateway gateway = new CommandGateway(kafka, topics, codec, settings, meters, local);
        gateway.replies.start();
        return gateway;
    }

    /** Takes the replies of a write side in this process off its stream threads; after the end nobody waits for one. */
    private static ExecutorService answers() {
        var answers = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("gregor-answers"),
                new ThreadPoolExecutor.DiscardPolicy());
        answers.prestartAllCoreThreads();
        return answers;
    }

    private void awaitAnswers() {
        try {
            if (!answers.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Answers were still being taken after {} s", CLOSE_WAIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> producerConfig(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        int timeout = Math.toIntExact(settings.timeout().toMillis());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.min(timeout, MAX_BLOCK_MS));
        config.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, timeout / 2));
        config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deliveryTimeout(config, timeout));
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * settings.maxMessageBytes() + 1024 * 1024);
        return config;
    }

    /** As long as the wait for the outcome, if Kafka's own rule allows: no shorter than a request and its linger. */
    private static int deliveryTimeout(Map<String, Object> config, int timeout) {
        int request = number(config, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
        int linger = number(config, ProducerConfig.LINGER_MS_CONFIG);
        return Math.max(timeout, request + linger);
    }

    private static int number(Map<String, Object> config, String setting) {
        return Integer.parseInt(String.valueOf(config.get(setting)));
    }

    /**
     * Sends a command.
     *
     * @return the outcome; the future never completes exceptionally
     */
    public CompletableFuture<CommandOutcome> send(Command command) {
        if (closed) {
            return CompletableFuture.completedFuture(new Unavailable("The application is shutting down"));
        }
        if (pending.size() >= settings.maxInFlight()) {
            return CompletableFuture.completedFuture(new Unavailable(
                    "More than " + settings.maxInFlight() + " commands wait for their outcome; send it again later"));
        }
        return metrics.time(command, send(command, codec));
    }

    private CompletableFuture<CommandOutcome> send(Command command, AvroCodec encoder) {
        String topic = topics.commands(command.type().aggregateType());
        byte[] value;
        try {
            value = encoder.encode(topic, command.data());
        } catch (TransientException e) {
            return CompletableFuture.completedFuture(
                    new Unavailable("The command could not be sent: " + e.getMessage()));
        } catch (GregorException e) {
            return CompletableFuture.completedFuture(
                    new Failed(Failed.Reason.UNREADABLE, String.valueOf(e.getMessage())));
        }
        if (value.length > settings.maxMessageBytes()) {
            return CompletableFuture.completedFuture(new Failed(Failed.Reason.TOO_LARGE, tooLarge(command, value)));
        }
        byte[] key = command.aggregateId().getBytes(UTF_8);
        Sender sender = new Sender(identity, sendings.incrementAndGet());
        List<Header> headers = CommandRecordHeaders.of(command, settings.app(), replyTo, sender);
        return send(command, sender, new ProducerRecord<>(topic, null, key, value, headers));
    }

    private CompletableFuture<CommandOutcome> send(
            Command command, Sender sender, ProducerRecord<byte[], byte[]> record) {
        long deadline = System.nanoTime() + settings.timeout().toNanos();
        PendingCommands.Waiter waiter = new PendingCommands.Waiter(command, sender, deadline);
        pending.add(waiter);
        try {
            firsts.send(record, (metadata, failure) -> {
                if (failure != null) {
                    pending.complete(waiter, notSent(command, failure));
                }
            });
        } catch (TransientException | KafkaException | IllegalStateException e) {
            pending.complete(waiter, new Unavailable("The command could not be sent: " + e.getMessage()));
        }
        return waiter.future;
    }

    private String tooLarge(Command command, byte[] value) {
        return "Command '%s' has %d bytes, more than the %d allowed; make it smaller or raise gregor.max-message-bytes"
                .formatted(command.type(), value.length, settings.maxMessageBytes());
    }

    private static CommandOutcome notSent(Command command, Exception failure) {
        return SendRefusal.isOfSize(failure)
                ? new Failed(Failed.Reason.TOO_LARGE, String.valueOf(failure.getMessage()))
                : new Unknown(command.id(), "Kafka did not acknowledge the command: " + failure.getMessage());
    }

    /**
     * Closes the gateway. Commands that still wait end as {@link CommandOutcome.Unknown}, and later ones as
     * {@link CommandOutcome.Unavailable}. Has no effect when called again.
     */
    @Override
    public void close() {
        closed = true;
        producer.close(CLOSE_WAIT);
        replies.close();
        closeLocal.run();
        answers.shutdown();
        awaitAnswers();
        pending.expire(
                Long.MAX_VALUE / 2 + System.nanoTime(), "The application shut down before the outcome was known");
        metrics.close();
    }
}
