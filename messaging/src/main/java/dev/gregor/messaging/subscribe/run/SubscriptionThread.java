package dev.gregor.messaging.subscribe.run;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.live.DaemonThreads;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.LetterLog;
import dev.gregor.messaging.letter.LetterReader;
import dev.gregor.messaging.subscribe.pace.Setbacks;
import dev.gregor.messaging.subscribe.pace.Throttle;
import dev.gregor.messaging.subscribe.progress.Progress;
import dev.gregor.messaging.subscribe.progress.SubscriptionGroups;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The polling thread, and what others ask of it. */
public final class SubscriptionThread implements Running {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionThread.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
    private static final long SEEK_SECONDS = 60;
    private static final Duration REFUSED_CLOSE = Duration.ofSeconds(2);

    private record Seek(Instant time, CompletableFuture<Void> done) {}

    private final SubscriptionSpec spec;
    private final Admin admin;
    private final RightsCheck check;
    private final Rights rights;
    private final Map<String, Object> config;
    private final SubscriptionParts parts;
    private final Workers workers;
    private final Transactions transactions;
    private final LetterReader reader;
    private final @Nullable LetterLog log;
    private final Thread thread;
    private final Setbacks setbacks;
    private final Queue<Seek> seeks = new ConcurrentLinkedQueue<>();
    private Consumer<byte[], byte[]> consumer;
    private PollLoop loop;
    private volatile boolean paused;
    private volatile boolean closed;
    private volatile Optional<String> obstacle = Optional.empty();

    private SubscriptionThread(
            MessagingSettings settings, SubscriptionSpec spec, Rights rights, Function<Received, Outcome> handling) {
        this.spec = spec;
        this.rights = rights;
        this.check = new RightsCheck(settings.kafka());
        this.setbacks = new Setbacks(spec.name(), rights, () -> closed);
        String group = group(settings, spec);
        this.admin = Admin.create(KafkaClients.withoutIds(settings.kafka()));
        this.log = spec.broadcast() ? null : follow(settings, admin);
        this.config = consumer(settings, spec, group);
        this.workers = new Workers(spec.name(), spec.concurrency());
        this.transactions = new Transactions(settings, group, log);
        this.reader = new LetterReader(settings);
        Throttle throttle = new Throttle(System::nanoTime);
        Lanes lanes = new Lanes(
                spec,
                new LetterWriter(settings.app(), spec.name(), spec.broadcast(), settings.maxMessageBytes()),
                log,
                new Execution(workers, handling, reader, transactions),
                throttle);
        Partitions partitions = new Partitions(settings, spec, admin, log);
        this.parts = new SubscriptionParts(
                partitions,
                workers,
                lanes,
                transactions,
                log,
                log == null ? null : new Redrive(log, lanes, throttle, partitions::has));
        this.consumer = KafkaClients.consumer(config);
        this.loop = new PollLoop(consumer, parts);
        this.thread = DaemonThreads.of("gregor-subscription-" + spec.name(), this::run);
    }

    private static LetterLog follow(MessagingSettings settings, Admin admin) {
        try {
            return LetterLog.follow(settings, admin);
        } catch (RuntimeException e) {
            admin.close();
            throw e;
        }
    }

    /**
     * Starts it.
     *
     * @param rights what it needs to be allowed
     * @param handling handles a record, called by several threads
     */
    public static SubscriptionThread start(
            MessagingSettings settings, SubscriptionSpec spec, Rights rights, Function<Received, Outcome> handling) {
        SubscriptionThread subscription = new SubscriptionThread(settings, spec, rights, handling);
        subscription.thread.start();
        return subscription;
    }

    private static String group(MessagingSettings settings, SubscriptionSpec spec) {
        String group = SubscriptionGroups.group(settings.app(), spec.name());
        return spec.broadcast() ? group + '-' + UUID.randomUUID() : group;
    }

    private static Map<String, Object> consumer(MessagingSettings settings, SubscriptionSpec spec, String group) {
        Map<String, Object> config = KafkaClients.withoutIds(settings.kafka());
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(maxPollRecords(config), Progress.MAX_ADDED));
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, spec.fromNow() ? "latest" : "earliest");
        if (!"consumer".equalsIgnoreCase(String.valueOf(config.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG)))) {
            config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        return config;
    }

    private static int maxPollRecords(Map<String, Object> config) {
        String name = ConsumerConfig.MAX_POLL_RECORDS_CONFIG;
        Object value = ConfigDef.parseType(name, config.get(name), ConfigDef.Type.INT);
        return value == null ? Progress.MAX_ADDED : (int) value;
    }

    private void subscribe() {
        Pattern pattern = spec.pattern();
        if (pattern == null) {
            consumer.subscribe(spec.topics(), loop);
        } else {
            consumer.subscribe(pattern, loop);
        }
    }

    private void run() {
        subscribe();
        while (!closed) {
            round();
        }
        end();
    }

    private void round() {
        try {
            loop.round(paused);
            for (Seek seek = seeks.poll(); seek != null; seek = seeks.poll()) {
                go(seek);
            }
            setbacks.worked();
        } catch (WakeupException e) {
            LOG.debug("{} is woken up", spec.name());
        } catch (RuntimeException e) {
            beginAnew(e);
        } catch (Error e) {
            beginAnew(new IllegalStateException(e.toString(), e));
        }
        obstacle = loop.obstacle();
    }

    private void go(Seek seek) {
        try {
            loop.seek(seek.time());
            seek.done().complete(null);
        } catch (RuntimeException | Error e) {
            seek.done().completeExceptionally(e);
            throw e;
        }
    }

    private void beginAnew(RuntimeException failure) {
        setbacks.failed(failure);
        if (setbacks.isRefusal(failure) || loop.isInDoubt()) {
            replaceConsumer();
        } else {
            setbacks.pause();
        }
    }

    /**
     * A consumer that was refused something may not notice when it is allowed, and what one has sent may be carried out while it is a member of
     * the group: another one takes its place once nothing is known to be missing.
     */
    private void replaceConsumer() {
        try {
            loop.leave();
            consumer.close(CloseOptions.timeout(REFUSED_CLOSE));
        } catch (RuntimeException e) {
            LOG.debug("{} could not leave its group", spec.name(), e);
        }
        setbacks.awaitRights(this::again);
    }

    /** Subscribes with another consumer, if nothing is known to be missing for that. */
    private Optional<String> again() {
        try {
            Optional<String> missing = check.obstacle(rights.ofNamedTopics());
            if (missing.isEmpty()) {
                consumer = KafkaClients.consumer(config);
                loop = new PollLoop(consumer, parts);
                subscribe();
            }
            return missing;
        } catch (RuntimeException e) {
            return Optional.of("The cluster fails: " + e.getMessage());
        }
    }

    private void end() {
        try {
            loop.close();
        } catch (RuntimeException | Error e) {
            LOG.warn("{} could not commit what was handled last; it is handled again", spec.name(), e);
        }
        loop.abandon();
        closeQuietly(consumer);
        closeQuietly(transactions::close);
        closeQuietly(workers::close);
        closeQuietly(reader);
        if (log != null) {
            closeQuietly(log);
        }
        closeQuietly(admin);
    }

    /** Whatever one part throws, the others are closed, too. */
    private void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception | Error e) {
            LOG.warn("{} could not close {}", spec.name(), part, e);
        }
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public void seek(Instant time) {
        Seek seek = new Seek(time, new CompletableFuture<>());
        seeks.add(seek);
        try {
            seek.done().get(SEEK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            seeks.remove(seek);
            throw new TransientException("Subscription '%s' did not go to %s".formatted(spec.name(), time), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while going to " + time, e);
        }
    }

    @Override
    public Optional<String> obstacle() {
        return setbacks.reason().or(() -> paused ? Optional.of("Paused") : obstacle);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
