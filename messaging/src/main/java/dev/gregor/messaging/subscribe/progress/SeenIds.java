package dev.gregor.messaging.subscribe.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.CloudEventForm;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Which messages a partition has had lately, by source and id. A record is a repetition if one of the given number of records before
 * it is the same message: that is a property of the log, so that every instance finds the same, before and after a restart.
 */
public final class SeenIds {

    private record Id(String source, String id) {}

    private record Seen(long offset, Id id) {}

    private final int window;
    private final ArrayDeque<Seen> seen = new ArrayDeque<>();
    private final Map<Id, Long> last = new HashMap<>();
    private byte[] sourceBytes = new byte[0];
    private String source = "";

    /** Looks back this many records; 0 for not at all. */
    public SeenIds(int window) {
        this.window = window;
    }

    /** Takes note of a record and says whether it is a repetition. */
    public boolean isRepeated(ConsumerRecord<byte[], byte[]> record) {
        Id id = window == 0 ? null : id(CloudEventForm.headers(record));
        if (id == null) {
            return false;
        }
        forgetBefore(record.offset() - window);
        seen.add(new Seen(record.offset(), id));
        return last.put(id, record.offset()) != null;
    }

    private void forgetBefore(long offset) {
        while (!seen.isEmpty() && seen.peek().offset() < offset) {
            Seen old = seen.remove();
            last.remove(old.id(), old.offset());
        }
    }

    private @Nullable Id id(Headers headers) {
        Header id = headers.lastHeader(MessageHeaders.ID);
        if (id == null || id.value() == null) {
            return null;
        }
        Header source = headers.lastHeader(MessageHeaders.SOURCE);
        byte[] from = source == null || source.value() == null ? new byte[0] : source.value();
        return new Id(source(from), new String(id.value(), UTF_8));
    }

    /** The last one is kept: most records of a partition have the same. */
    private String source(byte[] bytes) {
        if (!Arrays.equals(bytes, sourceBytes)) {
            sourceBytes = bytes;
            source = new String(bytes, UTF_8);
        }
        return source;
    }
}
