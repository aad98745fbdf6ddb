/** Plain JSON for Avro records, in both directions, and its JSON Schema. */
@NullMarked
package dev.gregor.json;

import org.jspecify.annotations.NullMarked;
