package dev.gregor.avro.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.bank.Deposit;
import dev.gregor.bank.Deposited;
import dev.gregor.ledger.Checksum;
import dev.gregor.ledger.Entry;
import dev.gregor.ledger.Kind;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordDigestTest {

    private final RecordDigest digest = new RecordDigest(Entry.class);

    @Test
    void isTheSameForMapsWithTheSameEntriesInAnotherOrder() {
        Map<String, String> ascending = new LinkedHashMap<>();
        Map<String, String> descending = new LinkedHashMap<>();
        IntStream.range(0, 100).forEach(i -> ascending.put("k" + i, "v" + i));
        IntStream.range(0, 100).map(i -> 99 - i).forEach(i -> descending.put("k" + i, "v" + i));

        assertThat(digest.hash(entry(ascending, "1.00"))).isEqualTo(digest.hash(entry(descending, "1.00")));
    }

    @Test
    void isAnotherForAnotherValue() {
        byte[] hash = digest.hash(entry(Map.of("a", "b"), "1.00"));

        assertThat(hash).hasSize(16).isNotEqualTo(digest.hash(entry(Map.of("a", "b"), "1.01")));
        assertThat(hash).isNotEqualTo(digest.hash(entry(Map.of("b", "a"), "1.00")));
        assertThat(hash).isEqualTo(digest.hash(entry(Map.of("a", "b"), "1.00")));
    }

    @Test
    void hashesWhatIsMadeOfTheBytes() {
        Entry entry = entry(Map.of("a", "b"), "1.00");

        assertThat(digest.hash(entry, bytes -> bytes)).isEqualTo(digest.hash(entry));
        assertThat(digest.hash(entry, bytes -> new byte[] {1}))
                .isEqualTo(digest.hash(entry(Map.of("c", "d"), "2.00"), bytes -> new byte[] {1}))
                .isNotEqualTo(digest.hash(entry));
    }

    @Test
    void knowsSchemasApart() {
        assertThat(new RecordDigest(Deposit.class).schema()).isNotEqualTo(new RecordDigest(Deposited.class).schema());
        assertThat(new RecordDigest(Deposit.class).schema()).isEqualTo(new RecordDigest(Deposit.class).schema());
    }

    static Entry entry(Map<String, String> labels, String total) {
        return new Entry(
                new UUID(1, 2),
                Instant.EPOCH,
                LocalDate.EPOCH,
                new BigDecimal(total),
                Kind.CREDIT,
                new Checksum(new byte[4]),
                List.of(),
                labels,
                ByteBuffer.wrap(new byte[] {1}),
                null,
                null);
    }
}
