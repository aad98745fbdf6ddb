package dev.gregor.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.avro.record.MatchedRecords;
import dev.gregor.failure.PermanentException;
import dev.gregor.ledger.Card;
import dev.gregor.ledger.Cash;
import dev.gregor.ledger.Payment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class MatchedRecordsTest {

    private static final String TOPIC = "t";
    private static final String CASH = record("Cash", "'amount'");
    private static final String CARD = record("Card", "'amount'");
    private static final String VOUCHER = record("Voucher", "'amount'");
    private static final String NOTHING = record("Nothing", "");

    private final SchemaCatalog catalog = SchemaCatalog.inMemory();
    private final AvroCodec codec = AvroCodec.singleObject(catalog);

    private static String record(String name, String field) {
        String fields = field.isEmpty() ? "" : "{'name': %s, 'type': 'long', 'default': 0}".formatted(field);
        return "{'type': 'record', 'name': '%s', 'fields': [%s]}".formatted(name, fields);
    }

    private static String payment(String paid, String parts) {
        return ("{'type': 'record', 'name': 'Payment', 'namespace': 'dev.gregor.ledger', 'fields': ["
                        + "{'name': 'paid', 'type': [%s]}, {'name': 'parts', 'type': {'type': 'array', 'items': %s}}]}")
                .formatted(paid, parts);
    }

    private Payment read(String schema, String value) throws IOException {
        Schema written = new Schema.Parser().parse(schema.replace('\'', '"'));
        String json = value.replace('\'', '"');
        Object record = new GenericDatumReader<>(written)
                .read(null, DecoderFactory.get().jsonDecoder(written, json));
        codec.register(TOPIC, written);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new SingleObjectFormat(catalog).frame(TOPIC, written).header());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<>(written).write(record, encoder);
        return codec.decode(TOPIC, bytes.toByteArray(), Payment.class);
    }

    private void refuses(String schema, String value, String problem) {
        assertThatThrownBy(() -> read(schema, value))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void refuseABranchThatTheReaderDoesNotKnow() throws IOException {
        String schema = payment("'null', %s, %s".formatted(CASH, VOUCHER), "'Cash'");

        refuses(
                schema,
                "{'paid': {'dev.gregor.ledger.Voucher': {'amount': 5}}, 'parts': []}",
                "field 'paid' holds a dev.gregor.ledger.Voucher, which would be read as a dev.gregor.ledger.Cash"
                        + " because its fields fit: give the latter the alias dev.gregor.ledger.Voucher if it is meant");
        assertThat(read(schema, "{'paid': {'dev.gregor.ledger.Cash': {'amount': 5}}, 'parts': [{'amount': 7}]}"))
                .isEqualTo(new Payment(new Cash(5L), List.of(new Cash(7L))));
    }

    @Test
    void refuseARecordWithoutFieldsOfAnotherName() {
        refuses(
                payment("'null', " + NOTHING, VOUCHER.replace("Voucher", "Cash")),
                "{'paid': {'dev.gregor.ledger.Nothing': {}}, 'parts': []}",
                "field 'paid' holds a dev.gregor.ledger.Nothing");
    }

    @Test
    void refuseARecordOfAnotherNameOutsideOfUnions() throws IOException {
        String schema = payment("'null'", VOUCHER);

        refuses(
                schema,
                "{'paid': null, 'parts': [{'amount': 5}]}",
                "field 'parts' holds a dev.gregor.ledger.Voucher, which would be read as a dev.gregor.ledger.Cash");
        assertThat(read(schema, "{'paid': null, 'parts': []}")).isEqualTo(new Payment(null, List.of()));
    }

    @Test
    void refuseRecordsOfOneNameInTwoNamespaces() {
        String other = CASH.replace("'Cash'", "'other.Cash'");

        refuses(
                payment("'null', %s, %s".formatted(other, CASH), "'Cash'"),
                "{'paid': {'other.Cash': {'amount': 5}}, 'parts': []}",
                "field 'paid' holds a other.Cash, which would be read as a dev.gregor.ledger.Cash");
    }

    @Test
    void refuseARecordThatIsNoUnionOfRecordsYet() {
        refuses(
                payment("'null', " + CASH, "'Cash'")
                        .replace("['null', " + CASH + "]", VOUCHER)
                        .replace("'Cash'", CASH),
                "{'paid': {'amount': 5}, 'parts': []}",
                "field 'paid' holds a dev.gregor.ledger.Voucher");
    }

    @Test
    void readTheSameBranchesInAnotherOrderAndFromAnotherPackage() throws IOException {
        String value = "{'paid': {'dev.gregor.ledger.Card': {'amount': 5}}, 'parts': []}";
        Payment expected = new Payment(new Card(5L, ""), List.of());

        assertThat(read(payment("%s, 'null', %s".formatted(CARD, CASH), "'Cash'"), value))
                .isEqualTo(expected);
        assertThat(read(
                        payment("%s, 'null', %s".formatted(CARD, CASH), "'Cash'")
                                .replace(".ledger", ".old"),
                        value.replace(".ledger", ".old")))
                .isEqualTo(expected);
    }

    @Test
    void areLookedForOnlyWhereARecordMayBeReadAsAnother() {
        Schema present = Payment.getClassSchema();

        assertThat(MatchedRecords.between(present, present)).isEmpty();
        assertThat(MatchedRecords.between(
                        new Schema.Parser()
                                .parse(payment("'null', %s, %s".formatted(CARD, CASH), "'Cash'")
                                        .replace('\'', '"')),
                        present))
                .isEmpty();
    }
}
