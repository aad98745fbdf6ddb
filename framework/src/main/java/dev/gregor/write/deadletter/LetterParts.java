package dev.gregor.write.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * What a dead letter consists of.
 *
 * @param record as it came
 * @param reason the headers with the reason and the place, of which only the stack trace may be left out
 */
record LetterParts(Record<byte[], byte[]> record, Headers reason) {

    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final String HEADER = "header ";
    private static final int MAX_NAMES = 1024;

    /** The letter without as many of its largest parts as it takes. */
    Record<byte[], byte[]> within(int maxBytes) {
        Set<String> leftOut = new HashSet<>();
        List<String> told = new ArrayList<>();
        long bytes = RecordSize.of(record.key(), record.value(), headers(leftOut)) + MAX_NAMES;
        for (Map.Entry<String, Long> part : largestFirst()) {
            if (bytes > maxBytes) {
                bytes -= part.getValue();
                leftOut.add(part.getKey());
                told.add("%s (%d bytes)".formatted(part.getKey(), part.getValue()));
            }
        }
        Headers headers = headers(leftOut);
        if (!told.isEmpty()) {
            headers.add(MessageHeaders.LEFT_OUT, names(told));
        }
        return new Record<>(
                limited(KEY, record.key(), leftOut),
                limited(VALUE, record.value(), leftOut),
                record.timestamp(),
                headers);
    }

    private static byte[] names(List<String> told) {
        byte[] names = String.join(", ", told).getBytes(UTF_8);
        return names.length <= MAX_NAMES ? names : (told.size() + " parts").getBytes(UTF_8);
    }

    private List<Map.Entry<String, Long>> largestFirst() {
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put(KEY, (long) RecordSize.length(record.key()));
        parts.put(VALUE, (long) RecordSize.length(record.value()));
        for (Header header : headers(Set.of())) {
            if (mayBeLeftOut(header)) {
                parts.merge(HEADER + header.key(), RecordSize.of(header), Long::sum);
            }
        }
        parts.values().removeIf(bytes -> bytes == 0);
        return parts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .toList();
    }

    private boolean mayBeLeftOut(Header header) {
        return header.key().equals(MessageHeaders.ERROR_STACKTRACE) || reason.lastHeader(header.key()) == null;
    }

    private Headers headers(Set<String> leftOut) {
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (reason.lastHeader(header.key()) == null && !leftOut.contains(HEADER + header.key())) {
                headers.add(header);
            }
        }
        for (Header header : reason) {
            if (!leftOut.contains(HEADER + header.key())) {
                headers.add(header);
            }
        }
        return headers;
    }

    private static byte @Nullable [] limited(String part, byte @Nullable [] bytes, Set<String> leftOut) {
        return leftOut.contains(part) ? null : bytes;
    }
}
