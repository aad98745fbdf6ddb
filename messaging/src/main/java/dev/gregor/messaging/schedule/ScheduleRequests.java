package dev.gregor.messaging.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.message.MessageHeaders;
import dev.gregor.message.MessageType;
import dev.gregor.messaging.schedule.ScheduleHeaders.Action;
import dev.gregor.messaging.schedule.ScheduleTopology.Destination;
import dev.gregor.timer.Timer;
import dev.gregor.timer.TimerPage;
import dev.gregor.timer.Timers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Does what records ask for. Confined to its stream thread. */
final class ScheduleRequests {

    private static final int MAX_PAGE = 500;

    /** Of which those for a topic are looked for at once. */
    private static final int MAX_LOOK = 2_000;

    /** About which a page ends, so that it is no large record. */
    private static final int MAX_CHARACTERS = 50_000;

    /** No topic has a longer name. */
    private static final int MAX_TOPIC = 249;

    private static final int MAX_SHOWN_KEY = 1_000;
    private static final Duration PAGE_TIME = Duration.ofMillis(10);

    private final ScheduleTopology parts;
    private final ProcessorContext<Destination, byte[]> context;
    private final Timers timers;

    ScheduleRequests(ScheduleTopology parts, ProcessorContext<Destination, byte[]> context, Timers timers) {
        this.parts = parts;
        this.context = context;
        this.timers = timers;
    }

    /**
     * Does what a record asks for.
     *
     * @throws PermanentException if it cannot be read; then nothing is done
     * @throws IllegalArgumentException likewise
     */
    void handle(Record<byte[], byte[]> record, long offset) {
        if (record.key() == null) {
            throw new PermanentException("A request has no key, expected the id of a schedule");
        }
        String id = new String(record.key(), UTF_8);
        switch (action(record.headers())) {
            case PUT -> put(ScheduleLimits.requireId(id), record, offset);
            case CANCEL -> cancel(id, record.headers());
            case GET -> answer(record.headers(), found(id));
            case LIST -> list(id, record.headers());
        }
    }

    private static Action action(Headers headers) {
        String action = required(headers, ScheduleHeaders.ACTION);
        try {
            return Action.valueOf(action);
        } catch (IllegalArgumentException e) {
            throw new PermanentException(
                    "Header %s is '%s', expected one of %s"
                            .formatted(ScheduleHeaders.ACTION, action, List.of(Action.values())),
                    e);
        }
    }

    private void put(String id, Record<byte[], byte[]> record, long offset) {
        Headers headers = record.headers();
        String topic = topic(headers);
        MessageType.parse(required(headers, MessageHeaders.TYPE));
        String cron = ScheduleHeaders.text(headers, ScheduleHeaders.CRON).orElse("");
        String zone = cron.isEmpty() ? "" : required(headers, ScheduleHeaders.ZONE);
        Instant due = cron.isEmpty() ? due(headers) : due(id, cron, zone);
        byte[] key = ScheduleHeaders.text(headers, ScheduleHeaders.KEY)
                .map(text -> text.getBytes(UTF_8))
                .orElse(null);
        var message = new ScheduledMessage(topic, key, record.value(), ofMessage(headers), cron, zone, offset);
        timers.put(id, due, message.encode());
        parts.topics().of(topic);
    }

    private static Instant due(Headers headers) {
        String text = required(headers, ScheduleHeaders.DUE);
        try {
            return ScheduleLimits.requireDue(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new PermanentException(
                    "Header %s is '%s', expected a time such as 2026-11-30T06:00:00Z"
                            .formatted(ScheduleHeaders.DUE, text),
                    e);
        }
    }

    /** The same expression again leaves the time as it is, which may have passed while nothing was delivered. */
    private Instant due(String id, String cron, String zone) {
        CronTimes times = CronTimes.of(cron, zone(zone));
        return timers.get(id)
                .filter(before -> {
                    ScheduledMessage message = ScheduledMessage.decode(before.value());
                    return message.cron().equals(cron) && message.zone().equals(zone);
                })
                .map(Timer::due)
                .or(() -> times.after(Instant.ofEpochMilli(context.currentSystemTimeMs())))
                .orElseThrow(() -> new PermanentException("Cron expression '%s' has no further time".formatted(cron)));
    }

    private static ZoneId zone(String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new PermanentException(
                    "Header %s is '%s', expected a time zone such as Europe/Berlin or UTC"
                            .formatted(ScheduleHeaders.ZONE, zone),
                    e);
        }
    }

    private static Headers ofMessage(Headers headers) {
        Headers kept = new RecordHeaders();
        for (Header each : headers) {
            if (!ScheduleHeaders.isOurs(each)) {
                kept.add(each);
            }
        }
        return kept;
    }

    private void cancel(String id, Headers headers) {
        List<Timer> found = found(id);
        timers.remove(id);
        answer(headers, found);
    }

    private List<Timer> found(String id) {
        return timers.get(id).stream().toList();
    }

    /** With a topic, all are looked through that come next, within the time. */
    private void list(String prefix, Headers headers) {
        String after = ScheduleHeaders.text(headers, ScheduleHeaders.AFTER).orElse("");
        Optional<String> topic = ScheduleHeaders.text(headers, ScheduleHeaders.TOPIC);
        int limit = limit(headers);
        TimerPage page = timers.list(prefix, after, topic.isPresent() ? MAX_LOOK : limit, PAGE_TIME);
        List<ScheduleReply.Found> found = new ArrayList<>();
        String next = page.next();
        int characters = 0;
        String before = after;
        for (Timer each : page.timers()) {
            ScheduleReply.Found one = found(each);
            if (topic.isEmpty() || topic.get().equals(one.topic())) {
                if (found.size() == limit || characters > MAX_CHARACTERS) {
                    next = before;
                    break;
                }
                found.add(one);
                characters += one.characters();
            }
            before = each.id();
        }
        reply(headers, found, next);
    }

    private static int limit(Headers headers) {
        String limit = required(headers, ScheduleHeaders.LIMIT);
        try {
            return Math.max(1, Math.min(MAX_PAGE, Integer.parseInt(limit)));
        } catch (NumberFormatException e) {
            throw new PermanentException(
                    "Header %s is '%s', expected a number".formatted(ScheduleHeaders.LIMIT, limit), e);
        }
    }

    private void answer(Headers headers, List<Timer> timersFound) {
        reply(headers, timersFound.stream().map(ScheduleRequests::found).toList(), null);
    }

    private void reply(Headers headers, List<ScheduleReply.Found> found, @Nullable String next) {
        Optional<String> asker = ScheduleHeaders.text(headers, ScheduleHeaders.REPLY_TO);
        if (asker.isPresent()) {
            var reply = new ScheduleReply(required(headers, ScheduleHeaders.QUESTION), found, next);
            context.forward(new Record<>(
                    new Destination(parts.settings().replies(), asker.get().getBytes(UTF_8)),
                    reply.encode(),
                    context.currentSystemTimeMs()));
        }
    }

    private static ScheduleReply.Found found(Timer timer) {
        ScheduledMessage message = ScheduledMessage.decode(timer.value());
        byte[] key = message.key();
        return new ScheduleReply.Found(
                timer.id(),
                timer.due().toString(),
                message.topic(),
                key == null ? "" : shown(new String(key, UTF_8)),
                required(message.headers(), MessageHeaders.TYPE),
                message.cron(),
                message.zone());
    }

    /** Programs of others may have given a longer key than publishers take. */
    private static String shown(String key) {
        return key.length() <= MAX_SHOWN_KEY ? key : key.substring(0, MAX_SHOWN_KEY);
    }

    private static String topic(Headers headers) {
        String topic = required(headers, ScheduleHeaders.TOPIC);
        if (topic.length() > MAX_TOPIC) {
            throw new PermanentException("Header %s has %d characters, expected at most %d"
                    .formatted(ScheduleHeaders.TOPIC, topic.length(), MAX_TOPIC));
        }
        return topic;
    }

    private static String required(Headers headers, String name) {
        return ScheduleHeaders.text(headers, name)
                .orElseThrow(() -> new PermanentException("A request has no header " + name));
    }
}
