package dev.gregor.messaging.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;

/**
 * The times of a cron expression of five fields, as crontab has them. An hour that summer time leaves out counts as the moment when it begins, for
 * expressions that name hours: what is to be done each day is done that day, too. In the hour that comes twice, an expression that names hours holds
 * the first time.
 *
 * @param expression as given
 * @param hours its second field
 * @param times its times, where no hour is left out
 * @param zone the time zone
 */
record CronTimes(String expression, String hours, ExecutionTime times, ZoneId zone) {

    private static final int MAX_LENGTH = 1_000;
    private static final List<String> FIELDS = List.of("minute", "hour", "day of month", "month", "day of week");
    private static final String EXAMPLE = "such as '0 6 * * MON' for each Monday at 6:00";

    /**
     * Parses an expression.
     *
     * @throws IllegalArgumentException if it is malformed, which says the field, or has no time
     */
    static CronTimes of(String expression, ZoneId zone) {
        if (expression.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("A cron expression has %d characters, expected at most %d"
                    .formatted(expression.length(), MAX_LENGTH));
        }
        String[] fields = expression.strip().split("\\s+");
        if (fields.length != FIELDS.size()) {
            throw new IllegalArgumentException("Cron expression '%s' has %d fields, expected 5: %s, %s"
                    .formatted(
                            expression, expression.isBlank() ? 0 : fields.length, String.join(", ", FIELDS), EXAMPLE));
        }
        CronTimes times = new CronTimes(expression, fields[1], ExecutionTime.forCron(parse(expression, fields)), zone);
        if (times.times.nextExecution(Instant.EPOCH.atZone(zone)).isEmpty()) {
            throw new IllegalArgumentException(
                    "Cron expression '%s' has no time: no such day is in these months".formatted(expression));
        }
        return times;
    }

    private static Cron parse(String expression, String[] fields) {
        for (int i = 0; i < fields.length; i++) {
            String[] only = {"*", "*", "*", "*", "*"};
            only[i] = fields[i];
            try {
                parse(String.join(" ", only));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "Cron expression '%s' has the %s '%s', which is none (%s); expected five fields %s"
                                .formatted(expression, FIELDS.get(i), fields[i], reason(e), EXAMPLE),
                        e);
            }
        }
        return parse(expression);
    }

    private static Cron parse(String expression) {
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        return parser.parse(expression).validate();
    }

    private static String reason(Throwable failure) {
        return String.valueOf(
                failure.getCause() == null
                        ? failure.getMessage()
                        : failure.getCause().getMessage());
    }

    /** The first time after another; empty if there is none. */
    Optional<Instant> after(Instant time) {
        Optional<Instant> next = times.nextExecution(time.atZone(zone)).map(ZonedDateTime::toInstant);
        return leftOut(time, next.orElse(Instant.MAX)).or(() -> next);
    }

    /** The end of an hour that is left out before another time, if there would be a time in it. */
    private Optional<Instant> leftOut(Instant time, Instant before) {
        ZoneOffsetTransition transition = zone.getRules().nextTransition(time);
        if (hours.contains("*")
                || transition == null
                || !transition.isGap()
                || !transition.getInstant().isBefore(before)) {
            return Optional.empty();
        }
        LocalDateTime begin = transition.getDateTimeBefore().minusNanos(1);
        return times.nextExecution(begin.atZone(ZoneOffset.UTC))
                .filter(local -> local.toLocalDateTime().isBefore(transition.getDateTimeAfter()))
                .map(local -> transition.getInstant());
    }
}
