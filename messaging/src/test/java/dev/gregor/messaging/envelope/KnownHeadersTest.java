package dev.gregor.messaging.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.message.MessageHeaders;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownHeadersTest {

    private static Headers known(Headers headers) {
        return KnownHeaders.in(record(headers)).headers();
    }

    private static ConsumerRecord<byte[], byte[]> record(Headers headers) {
        return new ConsumerRecord<>(
                "topic",
                3,
                42,
                17,
                TimestampType.LOG_APPEND_TIME,
                1,
                2,
                new byte[] {1},
                new byte[] {2, 3},
                headers,
                Optional.of(5),
                Optional.of((short) 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MessageHeaders.ID,
                MessageHeaders.TYPE,
                MessageHeaders.SOURCE,
                MessageHeaders.TIME,
                MessageHeaders.CONTENT_TYPE,
                MessageHeaders.CORRELATION_ID,
                MessageHeaders.CAUSATION_ID,
                MessageHeaders.TRACE_PARENT,
                MessageHeaders.TRACE_STATE,
                MessageHeaders.SUBJECT,
                "of-others"
            })
    void theLastOneOfANameIsFound(String name) {
        Headers headers = new RecordHeaders().add("a", bytes("0"));
        assertThat(known(headers).lastHeader(name)).isNull();
        headers.add(name, bytes("1")).add("b", bytes("2")).add(name, bytes("3")).add("c", null);
        assertThat(known(headers).lastHeader(name)).isEqualTo(headers.lastHeader(name));
        assertThat(known(headers).headers(name)).containsExactlyElementsOf(headers.headers(name));
        assertThat(known(headers).toArray()).isEqualTo(headers.toArray());
        assertThat(known(headers)).containsExactly(headers.toArray());
    }

    @Test
    void theRestOfTheRecordIsTheSame() {
        ConsumerRecord<byte[], byte[]> record = record(new RecordHeaders());
        ConsumerRecord<byte[], byte[]> known = KnownHeaders.in(record);
        assertThat(known).usingRecursiveComparison().ignoringFields("headers").isEqualTo(record);
        assertThat(KnownHeaders.in(known)).isSameAs(known);
    }

    @Test
    void keyValueAndHeadersCount() {
        Headers headers = new RecordHeaders().add("name", new byte[1000]).add("none", null);
        assertThat(KnownHeaders.bytes(KnownHeaders.in(record(headers)))).isBetween(1011L, 1100L);
    }

    @Test
    void refusesChanges() {
        Headers known = known(new RecordHeaders());
        assertThatThrownBy(() -> known.add("a", bytes("1"))).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> known.remove("a")).isInstanceOf(UnsupportedOperationException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
