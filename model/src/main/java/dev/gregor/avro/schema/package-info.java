/** What a change of a schema does to records: by which rules Avro reads one schema as another. */
@NullMarked
package dev.gregor.avro.schema;

import org.jspecify.annotations.NullMarked;
