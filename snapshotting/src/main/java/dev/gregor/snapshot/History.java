package dev.gregor.snapshot;

import org.apache.avro.specific.SpecificRecord;

/** The events of one partition, for an aggregate whose snapshot cannot be read. */
@FunctionalInterface
interface History<S extends SpecificRecord> {

    /** The aggregate as the last event before the partition was opened left it; may take minutes. */
    FoldResult<S> fold(String aggregateId);
}
