package dev.gregor.messaging.schedule;

import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.schedule.ScheduleTopology.Destination;
import dev.gregor.streams.thread.RefusedSend;
import dev.gregor.streams.thread.RefusedSends;
import dev.gregor.streams.thread.StreamThreadContext;
import dev.gregor.timer.Timer;
import dev.gregor.timer.TimerAction;
import dev.gregor.timer.Timers;
import dev.gregor.write.deadletter.DeadLetters;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the messages of a partition that are due. Confined to its stream thread. */
final class Delivery implements TimerAction {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration UNTIL_ANSWERED = Duration.ofMillis(50);
    private static final Duration UNTIL_CREATED = Duration.ofMinutes(1);
    private static final Duration UNTIL_ALLOWED = Duration.ofSeconds(20);
    private static final int CACHED_EXPRESSIONS = 1_000;

    private final ScheduleTopology parts;
    private final ProcessorContext<Destination, byte[]> context;
    private final RefusedSends refusedSends = StreamThreadContext.current().refusedSends();
    private final Map<String, CronTimes> expressions = new HashMap<>();
    private final Timers timers;

    Delivery(ScheduleTopology parts, ProcessorContext<Destination, byte[]> context) {
        this.parts = parts;
        this.context = context;
        refusedSends.passingOver(parts.topics()::refused);
        this.timers = new Timers(ScheduleTopology.TIMERS, context, this);
    }

    Timers timers() {
        return timers;
    }

    @Override
    public void fire(Timer timer) {
        ScheduledMessage message = ScheduledMessage.decode(timer.value());
        switch (parts.topics().of(message.topic())) {
            case THERE -> {
                deliver(timer, message);
                putAgain(timer, message);
            }
            case MISSING -> timers.postpone(timer, UNTIL_CREATED);
            case REFUSED -> timers.postpone(timer, UNTIL_ALLOWED);
            case UNKNOWN -> timers.postpone(timer, UNTIL_ANSWERED);
        }
    }

    private void deliver(Timer timer, ScheduledMessage message) {
        String id = timer.id() + '/' + timer.due();
        Instant now = now();
        Headers headers = headers(timer, message, id, now);
        RefusedSend refusal = parts.refused().remove(id);
        if (refusal != null) {
            forwardDeadLetter(message, headers, refusal);
            return;
        }
        refusedSends.during(
                () -> context.forward(new Record<>(
                        new Destination(message.topic(), message.key()), message.value(), now.toEpochMilli(), headers)),
                refused -> {
                    parts.refused().put(id, refused);
                    return true;
                });
        parts.metrics().delivered(Duration.between(timer.due(), now));
    }

    private static Headers headers(Timer timer, ScheduledMessage message, String id, Instant now) {
        Headers headers = new RecordHeaders();
        for (Header each : message.headers()) {
            headers.add(each);
        }
        ScheduleHeaders.put(headers, MessageHeaders.ID, id);
        ScheduleHeaders.put(headers, MessageHeaders.TIME, now.toString());
        ScheduleHeaders.put(headers, ScheduleHeaders.ID, timer.id());
        ScheduleHeaders.put(headers, ScheduleHeaders.DUE, timer.due().toString());
        return headers;
    }

    private void forwardDeadLetter(ScheduledMessage message, Headers headers, RefusedSend refusal) {
        LOG.warn(
                "A scheduled message for topic '{}' becomes a dead letter: {}",
                message.topic(),
                refusal.reason().getMessage());
        Record<byte[], byte[]> letter = DeadLetters.of(
                new Record<>(message.key(), message.value(), now().toEpochMilli(), headers),
                new ScheduleTopology.Request(
                        parts.settings().requests(), context.taskId().partition(), message.offset()),
                refusal.reason(),
                parts.settings().maxRecordBytes());
        context.forward(letter.withKey(new Destination(parts.settings().deadLetters(), letter.key())));
    }

    /** A time that has passed meanwhile is left out. */
    private void putAgain(Timer timer, ScheduledMessage message) {
        if (!message.cron().isEmpty()) {
            Instant now = now();
            times(message)
                    .after(now.isBefore(timer.due()) ? timer.due() : now)
                    .ifPresent(next -> timers.put(timer.id(), next, timer.value()));
        }
    }

    private CronTimes times(ScheduledMessage message) {
        if (expressions.size() >= CACHED_EXPRESSIONS) {
            expressions.clear();
        }
        return expressions.computeIfAbsent(
                message.cron() + ' ' + message.zone(), any -> CronTimes.of(message.cron(), ZoneId.of(message.zone())));
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    @Override
    public void fired(int number, Duration took) {
        parts.metrics().held(took);
    }
}
