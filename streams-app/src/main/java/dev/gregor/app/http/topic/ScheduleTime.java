package dev.gregor.app.http.topic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.app.http.exchange.Members;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.schedule.Schedule;
import dev.gregor.messaging.schedule.Schedule.Recurrence;
import dev.gregor.messaging.schedule.Schedules;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** When a message is to be delivered: one of the members {@code at}, {@code delay}, and {@code cron} with {@code zone}. */
@FunctionalInterface
interface ScheduleTime {

    /** The members that there are. */
    List<String> MEMBERS = List.of("at", "delay", "cron", "zone");

    /** Schedules a message for it. */
    CompletableFuture<Schedule> schedule(Schedules schedules, String id, OutgoingMessage message);

    /** Reads it; throws a {@link Problem} if it is malformed, or there is not one. */
    static ScheduleTime of(JsonNode json) {
        List<String> given = MEMBERS.subList(0, 3).stream().filter(json::has).toList();
        if (given.size() != 1) {
            throw Problem.invalid(
                    given.isEmpty() ? "at" : given.get(1), null, "one of at, delay and cron, and there are " + given);
        }
        if (json.has("zone") && !json.has("cron")) {
            throw Problem.invalid("zone", Members.text(json, "zone"), "no zone without cron");
        }
        return switch (given.get(0)) {
            case "at" -> at(Members.text(json, "at"));
            case "delay" -> delay(Members.text(json, "delay"));
            default -> cron(Members.text(json, "cron"), Members.text(json, "zone"));
        };
    }

    private static ScheduleTime at(String text) {
        try {
            Instant due = OffsetDateTime.parse(text).toInstant();
            return (schedules, id, message) -> schedules.at(id, due, message);
        } catch (DateTimeException e) {
            throw Problem.invalid("at", text, "a time of RFC 3339, such as 2026-01-31T10:00:00Z");
        }
    }

    private static ScheduleTime delay(String text) {
        try {
            Duration delay = Duration.parse(text);
            if (!delay.isNegative() && Instant.now().plus(delay).isBefore(Instant.MAX)) {
                return (schedules, id, message) -> schedules.after(id, delay, message);
            }
        } catch (DateTimeException | ArithmeticException e) {
            // is refused below
        }
        throw Problem.invalid("delay", text, "a duration of ISO 8601 from now on, such as PT2H or P1D");
    }

    private static ScheduleTime cron(String expression, String zone) {
        Recurrence recurrence;
        try {
            recurrence = new Recurrence(expression, ZoneId.of(zone));
        } catch (DateTimeException e) {
            throw Problem.invalid("zone", zone, "a time zone, such as Europe/Berlin or UTC");
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cron", expression, "five fields as in crontab: " + e.getMessage());
        }
        return (schedules, id, message) -> schedules.cron(id, recurrence.expression(), recurrence.zone(), message);
    }
}
