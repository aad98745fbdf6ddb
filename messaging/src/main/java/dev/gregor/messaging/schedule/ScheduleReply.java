package dev.gregor.messaging.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gregor.message.MessageType;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question, in JSON.
 *
 * @param question which question it answers
 * @param found the schedules it is about
 * @param next the id after which others come; null if there are none
 */
record ScheduleReply(
        String question, List<Found> found, @Nullable String next) {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** A schedule as text. */
    record Found(String id, String due, String topic, String key, String type, String cron, String zone) {

        int characters() {
            return id.length() + topic.length() + key.length() + type.length() + cron.length() + zone.length();
        }

        Schedule schedule() {
            return new Schedule(
                    id,
                    Instant.parse(due),
                    topic,
                    key,
                    MessageType.parse(type),
                    cron.isEmpty() ? null : new Schedule.Recurrence(cron, ZoneId.of(zone)));
        }
    }

    byte[] encode() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("No JSON can be made of " + this, e);
        }
    }

    static ScheduleReply decode(byte[] bytes) throws IOException {
        return JSON.readValue(bytes, ScheduleReply.class);
    }

    List<Schedule> schedules() {
        return found.stream().map(Found::schedule).toList();
    }
}
