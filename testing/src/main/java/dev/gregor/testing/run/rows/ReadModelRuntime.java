package dev.gregor.testing.run.rows;

import org.apache.avro.specific.SpecificRecord;

/** Where the read model of a test is computed. */
public interface ReadModelRuntime<R extends SpecificRecord> {

    /** The read model of a definition after some events. */
    ReadModel<R> after(ReadModelDefinition<R> definition, ReadModelHistory history);
}
