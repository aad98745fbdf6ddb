package dev.gregor.messaging.subscribe.queue;

import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.Refusal;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.live.DaemonThreads;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.publish.ProducerSettings;
import dev.gregor.messaging.publish.RecordSender;
import dev.gregor.messaging.subscribe.run.Outcome;
import dev.gregor.messaging.subscribe.run.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A queue that runs: sets its group up, and has as many members in it as messages are handled at the same time. */
public final class QueueRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueRun.class);
    private static final Duration SETUP_PAUSE = Duration.ofMillis(500);
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(2);
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(5);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    /** Settings of consumers that members of share groups refuse: brokers have these for the group. */
    private static final Set<String> NOT_OF_SHARE_GROUPS = Set.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);

    private final QueueSpec spec;
    private final String app;
    private final Rights rights;
    private final RightsCheck check;
    private final QueueRights reading;
    private final Map<String, Object> config;
    private final QueueGroup group;
    private final Runnable ready;
    private final RecordSender sender;
    private final Work work;
    private final ExecutorService handlers;
    private final List<QueueWorker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread setup;
    private volatile boolean paused;
    private volatile @Nullable String obstacle = "Sets its share group up";

    private QueueRun(
            MessagingSettings settings,
            QueueSpec spec,
            Rights rights,
            Function<Received, Outcome> handling,
            Runnable ready) {
        this.spec = spec;
        this.rights = rights;
        this.app = settings.app();
        this.check = new RightsCheck(settings.kafka());
        this.reading = new QueueRights(check, spec.reading(app));
        this.config = consumer(settings, spec);
        this.group = new QueueGroup(settings, spec);
        this.ready = ready;
        this.sender = new RecordSender("Queue '" + spec.name() + "'", producer(settings));
        this.work = new Work(handling, sender, spec.failures(settings.app()), QueueGroup.LAST_DELIVERY);
        this.handlers = Executors.newCachedThreadPool(DaemonThreads.named("gregor-queue-" + spec.name() + "-handler"));
        this.setup = DaemonThreads.of("gregor-queue-" + spec.name(), this::setUp);
    }

    /**
     * Starts it.
     *
     * @param rights what it, and what is made ready, needs to be allowed
     * @param handling handles a record, called by several threads
     * @param ready called once the topic of failures is there
     */
    public static QueueRun start(
            MessagingSettings settings,
            QueueSpec spec,
            Rights rights,
            Function<Received, Outcome> handling,
            Runnable ready) {
        QueueRun queue = new QueueRun(settings, spec, rights, handling, ready);
        queue.setup.start();
        return queue;
    }

    private static Map<String, Object> consumer(MessagingSettings settings, QueueSpec spec) {
        Map<String, Object> config = KafkaClients.withoutIds(settings.kafka());
        config.keySet().removeAll(NOT_OF_SHARE_GROUPS);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, spec.group(settings.app()));
        config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        return config;
    }

    private static Map<String, Object> producer(MessagingSettings settings) {
        Map<String, Object> config = new HashMap<>(ProducerSettings.of(settings));
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, QueueGroup.MAX_BYTES);
        return config;
    }

    private void setUp() {
        while (!isClosed()) {
            try {
                group.provide();
                ready.run();
                obstacle = null;
                startWorkers();
                return;
            } catch (RuntimeException e) {
                String reason = String.valueOf(check.named(e, rights).getMessage());
                if (!reason.equals(obstacle)) {
                    LOG.warn("Queue {} does not start yet: {}", spec.name(), reason, e);
                }
                obstacle = reason;
                isClosedWithin(Refusal.isMeantBy(e) ? REFUSED_PAUSE : SETUP_PAUSE);
            }
        }
    }

    private synchronized void startWorkers() {
        spec.handlers().forEach((topics, number) -> {
            for (int i = 0; i < number && !isClosed(); i++) {
                QueueWorker worker = new QueueWorker(this, topics, spec.reading(app));
                Thread thread = DaemonThreads.of("gregor-queue-%s-%d".formatted(spec.name(), threads.size()), worker);
                workers.add(worker);
                threads.add(thread);
                thread.start();
            }
        });
    }

    /** A member of the group, which takes some seconds at most to leave it, also if it may not. */
    ShareConsumer<byte[], byte[]> consumer() {
        return new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
            @Override
            public void close() {
                close(LEAVE_LIMIT);
            }
        };
    }

    /** What is missing to read its topics as a member of its group, in words. */
    Optional<String> missing() {
        return reading.missing();
    }

    /** Does what there is to do for a message. */
    CompletableFuture<AcknowledgeType> work(Received received) {
        return CompletableFuture.supplyAsync(() -> work.on(received), handlers);
    }

    String name() {
        return spec.name();
    }

    boolean isPaused() {
        return paused;
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    private boolean isClosedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Takes no further messages from now on. */
    public void pause() {
        paused = true;
    }

    /** Goes on after a {@link #pause}. */
    public void resume() {
        paused = false;
    }

    /** Why no messages are handled, or some are not, in words for people. */
    public Optional<String> obstacle() {
        String found = obstacle;
        if (found != null) {
            return Optional.of(found);
        }
        if (paused) {
            return Optional.of("Paused");
        }
        return work.down().map(this::waitsFor).or(this::failure);
    }

    private String waitsFor(Throwable down) {
        Rights refused = Rights.of(Refusal.topics(down).stream()
                .map(each -> Rights.topic(each, AclOperation.WRITE))
                .toList());
        return check.inWords(refused).orElseGet(() -> "Waits for a service that is down: " + down);
    }

    private synchronized List<Thread> started() {
        return List.copyOf(threads);
    }

    private synchronized Optional<String> failure() {
        return workers.stream().flatMap(each -> each.failure().stream()).findFirst();
    }

    /** Finishes what is being handled, for up to 30 seconds. Brokers deliver the rest again. */
    @Override
    public void close() {
        closed.countDown();
        work.close();
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        try {
            setup.join(CLOSE_LIMIT.toMillis());
            for (Thread each : started()) {
                each.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handlers.shutdownNow();
        sender.close();
    }
}
