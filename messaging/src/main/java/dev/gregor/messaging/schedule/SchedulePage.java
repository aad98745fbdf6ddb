package dev.gregor.messaging.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Some of the schedules that a filter lets pass, in the order of the bytes of their ids.
 *
 * @param schedules those of the page; there may be none, and others after them all the same
 * @param cursor where the next page begins; nothing after the last one
 */
public record SchedulePage(List<Schedule> schedules, Optional<String> cursor) {

    private static final Comparator<String> BY_BYTES =
            Comparator.comparing(id -> id.getBytes(UTF_8), Arrays::compareUnsigned);

    /** Copies the schedules. */
    public SchedulePage {
        schedules = List.copyOf(schedules);
    }

    /** Puts together what partitions have answered, as far as all of them have looked. */
    static SchedulePage of(List<ScheduleReply> replies, int limit) {
        Optional<String> end = replies.stream()
                .map(ScheduleReply::next)
                .filter(Objects::nonNull)
                .min(BY_BYTES);
        List<Schedule> all = replies.stream()
                .flatMap(each -> each.schedules().stream())
                .filter(each -> end.isEmpty() || BY_BYTES.compare(each.id(), end.get()) <= 0)
                .sorted(Comparator.comparing(Schedule::id, BY_BYTES))
                .toList();
        return all.size() <= limit
                ? new SchedulePage(all, end)
                : new SchedulePage(
                        all.subList(0, limit), Optional.of(all.get(limit - 1).id()));
    }
}
