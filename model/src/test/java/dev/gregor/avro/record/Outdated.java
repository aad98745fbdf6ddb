package dev.gregor.avro.record;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecordBase;

/** A class as another version of Avro would generate it: it calls what this version does not have. */
public final class Outdated extends SpecificRecordBase {

    public static final Schema SCHEMA$ = SchemaBuilder.record("dev.gregor.avro.record.Outdated")
            .fields()
            .requiredInt("number")
            .endRecord();

    public Outdated() {}

    @Override
    public Schema getSchema() {
        return SCHEMA$;
    }

    @Override
    public Object get(int field) {
        return 0;
    }

    @Override
    public void put(int field, Object value) {
        throw new NoSuchMethodError("Conversions.asNumber(Object)");
    }
}
