package dev.gregor.messaging.schedule;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.OutgoingMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Delivers messages at a time, after a delay, or again and again.
 *
 * <pre>{@code
 * schedules.at("reminder/42", due, OutgoingMessage.of("email-events", "42", new Reminder("john@example.com"))).join();
 * schedules.cron("report", "0 6 * * MON", ZoneId.of("Europe/Berlin"), OutgoingMessage.of("reports", "all", new ReportWanted()));
 * schedules.cancel("reminder/42");
 * }</pre>
 *
 * <p>A message is delivered once, as seen by readers of committed records, and not before it is due by the clock of the instance that delivers it. What was
 * due while no instance ran is delivered as soon as one does, what recurs once. Which one of the instances with the same application name delivers it
 * does not matter. An id names one schedule of the application: who schedules under it again, replaces it.
 *
 * <p>What is delivered has the correlation and causation of the {@linkplain dev.gregor.messaging.envelope.MessageContext context} in which it was
 * scheduled, the id {@code <schedule id>/<due time>}, and the headers {@code gregor-schedule-id} and {@code gregor-schedule-due}. If its topic is
 * gone, or may not be written, it waits until that is otherwise, and others do not; if brokers refuse it for what it is, it is in the dead letters, {@code
 * gregor.schedules.<app>.dlq}.
 *
 * <p>The methods throw an {@link IllegalArgumentException} for an id that is empty, longer than 200 characters or has a control character, for a
 * due time after the year 9999, and for data whose class has no logical type. Futures fail with a {@link
 * dev.gregor.failure.PermanentException} if the topic of the message is not there or may not be written, the data do not follow their schema, or it is too large; nothing
 * is scheduled then. They fail with a {@link dev.gregor.failure.TransientException} if the brokers do not answer; it may have been done all the
 * same: do it again, with the same due time, and subscribers pass over a second message.
 *
 * <p>Safe for use by many threads. A call blocks while {@value dev.gregor.messaging.publish.Publisher#MAX_WAITING} others wait for the
 * brokers. What one thread asks for is done in this order, as far as it is about one id.
 */
public sealed interface Schedules extends AutoCloseable permits RunningSchedules {

    /** Returns what keeping and delivering schedules needs to be allowed, besides Write on the topics of the messages. */
    static Rights rights(ScheduleSettings settings) {
        return ScheduleTopology.rights(settings);
    }

    /**
     * Starts to deliver what is scheduled, and makes the topics for it if they are missing.
     *
     * @throws dev.gregor.failure.PermanentException if a topic is there and is not as it has to be
     * @throws dev.gregor.failure.TransientException if the cluster does not answer
     */
    static Schedules start(ScheduleSettings settings) {
        return RunningSchedules.start(settings);
    }

    /**
     * Schedules a message for a time, in place of what is scheduled under the id.
     *
     * @param due when; rounded up to a millisecond, and at once if it has passed
     * @return completes when the schedule is safe: it will be delivered, whatever happens to this process
     */
    CompletableFuture<Schedule> at(String id, Instant due, OutgoingMessage message);

    /** Schedules a message for a time from now on, as {@link #at} does. */
    default CompletableFuture<Schedule> after(String id, Duration delay, OutgoingMessage message) {
        return at(id, Instant.now().plus(delay), message);
    }

    /**
     * Schedules a message for all times of a cron expression, in place of what is scheduled under the id. If that is the same expression in
     * the same zone, only the message is replaced: the next delivery stays as it is.
     *
     * @param expression five fields as in crontab: minute, hour, day of month, month, day of week
     * @param zone in which it is meant. A time that summer time leaves out is when summer time begins; one that comes twice is the first, if the
     *     expression names the hour
     * @throws IllegalArgumentException if the expression is malformed, which says the field, or has no time
     */
    CompletableFuture<Schedule> cron(String id, String expression, ZoneId zone, OutgoingMessage message);

    /**
     * Cancels what is scheduled under an id.
     *
     * @return completes with whether there was something. Then it is not delivered; if there was not, it was never scheduled, was cancelled, or
     *     has been delivered
     */
    CompletableFuture<Boolean> cancel(String id);

    /** Returns what is scheduled under an id, after all that this thread has asked for. */
    CompletableFuture<Optional<Schedule>> get(String id);

    /**
     * Lists what is scheduled, in the order of the ids.
     *
     * @param prefix what the ids begin with; empty for all
     * @param limit how many at most, 1 or more
     */
    CompletableFuture<List<Schedule>> list(String prefix, int limit);

    /**
     * Lists what is scheduled page by page, in the order of the bytes of the ids. For a page each partition looks through some thousand schedules at the most: with a
     * topic in the filter a page may have fewer than the limit, or none, though others follow.
     *
     * @param after the cursor of the page before; nothing for the first page
     * @param limit how many at most, 1 or more
     */
    CompletableFuture<SchedulePage> page(ScheduleFilter filter, Optional<String> after, int limit);

    /** Returns whether it delivers what is due, from all partitions that this process has. */
    boolean isRunning();

    /** Returns why it does not deliver what is due, in words; empty if it does. */
    Optional<String> obstacle();

    /** Ends the delivery in this process, within about 20 seconds; other instances take over. What is scheduled stays. */
    @Override
    void close();
}
