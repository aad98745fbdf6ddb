package dev.gregor.messaging.schedule;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which schedules are meant: those that have all that is given.
 *
 * <pre>{@code
 * schedules.page(ScheduleFilter.all().startingWith("reminder/").forTopic("email-events"), Optional.empty(), 100);
 * }</pre>
 *
 * @param prefix what the ids begin with; empty for all
 * @param topic the topic of the message; null for all
 */
public record ScheduleFilter(String prefix, @Nullable String topic) {

    /** Returns the filter that lets all pass. */
    public static ScheduleFilter all() {
        return new ScheduleFilter("", null);
    }

    /** Returns this with what the ids begin with. */
    public ScheduleFilter startingWith(String idPrefix) {
        return new ScheduleFilter(idPrefix, topic);
    }

    /** Returns this with the topic of the message. */
    public ScheduleFilter forTopic(String name) {
        return new ScheduleFilter(prefix, name);
    }

    Optional<String> target() {
        return Optional.ofNullable(topic);
    }
}
