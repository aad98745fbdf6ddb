package dev.gregor.messaging.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.publish.ProducerSettings;
import dev.gregor.messaging.publish.RecordSender;
import dev.gregor.messaging.schedule.Schedule.Recurrence;
import dev.gregor.messaging.schedule.ScheduleHeaders.Action;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.health.Obstacle;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.WatchedTopics;
import dev.gregor.write.deadletter.RecordSize;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Sends requests, and runs the application that does what they ask for. */
final class RunningSchedules implements Schedules {

    /** How often all partitions are asked for a page that has nothing so far. */
    private static final int LOOKS = 10;

    private final ScheduleSettings settings;
    private final Admin admin;
    private final TargetTopics targets;
    private final MessageEncoder encoder;
    private final RecordSender sender;
    private final Questions questions;
    private final ScheduleMetrics metrics;
    private final StreamsApplication application;

    private RunningSchedules(ScheduleSettings settings, Admin admin) {
        MessagingSettings messaging = settings.messaging();
        this.settings = settings;
        this.admin = admin;
        this.targets = new TargetTopics(admin, new RightsCheck(messaging.kafka()));
        this.metrics = new ScheduleMetrics(settings.meters(), messaging.app());
        var topology = new ScheduleTopology(
                settings, new WatchedTopics(admin).id(settings.requests()), read(), targets, metrics);
        this.application = StreamsApplication.start(
                settings.applicationId(), topology.topology(), settings.streams(), settings.meters());
        this.encoder = new MessageEncoder(messaging);
        Map<String, Object> producer = ProducerSettings.of(messaging);
        producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.maxRecordBytes());
        this.sender = new RecordSender("The delivery of schedules", producer);
        this.questions = new Questions(settings);
    }

    /** The partitions of which requests were handled before. */
    private Set<Integer> read() {
        String group = settings.applicationId();
        return AdminCalls.await(
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                        "look up the offsets of group " + group)
                .entrySet()
                .stream()
                .filter(each -> each.getKey().topic().equals(settings.requests())
                        && each.getValue() != null
                        && each.getValue().offset() > 0)
                .map(each -> each.getKey().partition())
                .collect(Collectors.toSet());
    }

    static RunningSchedules start(ScheduleSettings settings) {
        Admin admin = Admin.create(KafkaClients.withoutIds(settings.messaging().kafka()));
        try {
            new TopicProvisioner(admin, (short) settings.streams().replicationFactor(), false)
                    .lookingWith(settings.messaging().kafka())
                    .provide(settings.topicSpecs());
            return new RunningSchedules(settings, admin);
        } catch (RuntimeException e) {
            admin.close();
            throw e;
        }
    }

    @Override
    public CompletableFuture<Schedule> at(String id, Instant due, OutgoingMessage message) {
        Instant rounded = ScheduleLimits.requireDue(due).plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
        return put(id, rounded, null, message);
    }

    @Override
    public CompletableFuture<Schedule> cron(String id, String expression, ZoneId zone, OutgoingMessage message) {
        Instant next = CronTimes.of(expression, zone)
                .after(Instant.now())
                .orElseThrow(() ->
                        new IllegalArgumentException("Cron expression '%s' has no further time".formatted(expression)));
        return put(id, next, new Recurrence(expression, zone), message);
    }

    private CompletableFuture<Schedule> put(
            String id, Instant due, @Nullable Recurrence recurrence, OutgoingMessage message) {
        ScheduleLimits.requireId(id);
        var schedule = new Schedule(
                id,
                due,
                message.topic(),
                message.key(),
                settings.messaging().types().of(message.data()),
                recurrence);
        return sender.send(() -> request(schedule, message), () -> "Schedule '" + id + "'", written -> schedule);
    }

    private ProducerRecord<byte[], byte[]> request(Schedule schedule, OutgoingMessage message) {
        targets.require(schedule.topic());
        ProducerRecord<byte[], byte[]> encoded = encoder.encode(message, MessageContext.currentOrNew());
        Headers headers = encoded.headers();
        ScheduleHeaders.put(headers, ScheduleHeaders.ACTION, Action.PUT.name());
        ScheduleHeaders.put(headers, ScheduleHeaders.TOPIC, schedule.topic());
        ScheduleHeaders.put(headers, ScheduleHeaders.KEY, schedule.key());
        ScheduleHeaders.put(headers, ScheduleHeaders.DUE, schedule.due().toString());
        schedule.again().ifPresent(again -> {
            ScheduleHeaders.put(headers, ScheduleHeaders.CRON, again.expression());
            ScheduleHeaders.put(headers, ScheduleHeaders.ZONE, again.zone().getId());
        });
        var request = new ProducerRecord<>(
                settings.requests(),
                null,
                encoded.timestamp(),
                schedule.id().getBytes(UTF_8),
                encoded.value(),
                headers);
        requireSize(request, schedule);
        return request;
    }

    /** What is delivered has nearly the same headers, and must not be refused then. */
    private void requireSize(ProducerRecord<byte[], byte[]> request, Schedule schedule) {
        long bytes = RecordSize.of(request.key(), request.value(), request.headers());
        int allowed = settings.messaging().maxMessageBytes();
        if (bytes > allowed) {
            throw new PermanentException(
                    "Schedule '%s' of a %s for topic '%s' has %d bytes, allowed are %d: make the message smaller"
                            .formatted(schedule.id(), schedule.type(), schedule.topic(), bytes, allowed));
        }
    }

    @Override
    public CompletableFuture<Boolean> cancel(String id) {
        return ask(Action.CANCEL, ScheduleLimits.requireId(id))
                .thenApply(reply -> !reply.found().isEmpty());
    }

    @Override
    public CompletableFuture<Optional<Schedule>> get(String id) {
        return ask(Action.GET, ScheduleLimits.requireId(id))
                .thenApply(reply -> reply.schedules().stream().findFirst());
    }

    private CompletableFuture<ScheduleReply> ask(Action action, String id) {
        return ask(null, id, headers(action));
    }

    private static Headers headers(Action action) {
        Headers headers = new RecordHeaders();
        ScheduleHeaders.put(headers, ScheduleHeaders.ACTION, action.name());
        return headers;
    }

    private CompletableFuture<ScheduleReply> ask(@Nullable Integer partition, String key, Headers headers) {
        CompletableFuture<ScheduleReply> answer = questions.ask(headers);
        return sender.send(
                        () -> new ProducerRecord<>(settings.requests(), partition, key.getBytes(UTF_8), null, headers),
                        () -> "A question about schedules",
                        written -> written)
                .thenCompose(written -> answer);
    }

    @Override
    public CompletableFuture<List<Schedule>> list(String prefix, int limit) {
        return list(ScheduleFilter.all().startingWith(prefix), Optional.empty(), limit);
    }

    private CompletableFuture<List<Schedule>> list(ScheduleFilter filter, Optional<String> after, int limit) {
        return page(filter, after, limit).thenCompose(page -> {
            int left = limit - page.schedules().size();
            if (page.cursor().isEmpty() || left <= 0) {
                return CompletableFuture.completedFuture(page.schedules());
            }
            return list(filter, page.cursor(), left)
                    .thenApply(others -> Stream.concat(page.schedules().stream(), others.stream())
                            .toList());
        });
    }

    @Override
    public CompletableFuture<SchedulePage> page(ScheduleFilter filter, Optional<String> after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "A list of at most %d schedules is empty; give 1 or more".formatted(limit));
        }
        return page(filter, after.orElse(""), limit, LOOKS);
    }

    /** Looks further while nothing is found, but not for ever. */
    private CompletableFuture<SchedulePage> page(ScheduleFilter filter, String after, int limit, int looks) {
        return look(filter, after, limit)
                .thenCompose(page -> page.schedules().isEmpty() && page.cursor().isPresent() && looks > 1
                        ? page(filter, page.cursor().get(), limit, looks - 1)
                        : CompletableFuture.completedFuture(page));
    }

    private CompletableFuture<SchedulePage> look(ScheduleFilter filter, String after, int limit) {
        List<CompletableFuture<ScheduleReply>> replies = IntStream.range(0, settings.partitions())
                .mapToObj(partition -> ask(partition, filter.prefix(), headers(filter, after, limit)))
                .toList();
        return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                .thenApply(all -> SchedulePage.of(
                        replies.stream().map(CompletableFuture::join).toList(), limit));
    }

    private static Headers headers(ScheduleFilter filter, String after, int limit) {
        Headers headers = headers(Action.LIST);
        ScheduleHeaders.put(headers, ScheduleHeaders.AFTER, after);
        ScheduleHeaders.put(headers, ScheduleHeaders.LIMIT, String.valueOf(limit));
        filter.target().ifPresent(topic -> ScheduleHeaders.put(headers, ScheduleHeaders.TOPIC, topic));
        return headers;
    }

    @Override
    public boolean isRunning() {
        return application.isRunning() && application.obstacle().isEmpty();
    }

    @Override
    public Optional<String> obstacle() {
        Set<String> missing = targets.missing();
        return application
                .obstacle()
                .map(Obstacle::text)
                .or(() -> application.isRunning()
                        ? Optional.empty()
                        : Optional.of("The application " + application.applicationId() + " is " + application.status()))
                .or(() -> missing.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "Topics %s are missing, for which messages are due: create them, or cancel the schedules"
                                        .formatted(missing)))
                .or(targets::refusal);
    }

    @Override
    public void close() {
        sender.close();
        questions.close();
        application.close();
        metrics.close();
        admin.close();
    }
}
