package dev.gregor.avro;

import dev.gregor.ledger.Checksum;
import dev.gregor.ledger.Entry;
import dev.gregor.ledger.Kind;
import dev.gregor.ledger.Line;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;

/** Records of the tests. */
public final class Entries {

    /** The first version of the record Owner, whose second has a field email with a default. */
    public static final Schema OWNER_V1 = new Schema.Parser().parse("""
                    {"type": "record", "name": "Owner", "namespace": "dev.gregor.ledger",
                     "fields": [{"name": "name", "type": "string"}]}""");

    /** A version of the record Owner that cannot read the others. */
    public static final Schema OWNER_BROKEN = new Schema.Parser().parse("""
                    {"type": "record", "name": "Owner", "namespace": "dev.gregor.ledger",
                     "fields": [{"name": "name", "type": "string"}, {"name": "taxNumber", "type": "string"}]}""");

    private Entries() {}

    public static Entry entry(String text) {
        return Entry.newBuilder()
                .setId(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)))
                .setBookedAt(Instant.parse("2026-01-31T10:00:00.123Z"))
                .setValueDate(LocalDate.of(2026, 2, 1))
                .setTotal(new BigDecimal("12.30"))
                .setKind(Kind.DEBIT)
                .setChecksum(new Checksum(new byte[] {1, 2, 3, 4}))
                .setLines(List.of(new Line(text, new BigDecimal("12.30"))))
                .setLabels(Map.of("colour", "blue"))
                .setAttachment(ByteBuffer.wrap(new byte[] {9, 8}))
                .setFee(new BigDecimal("0.05"))
                .build();
    }
}
