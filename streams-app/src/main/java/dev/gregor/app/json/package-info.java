/** Plain JSON for Avro records, in both directions, and its JSON Schema. */
@NullMarked
package dev.gregor.app.json;

import org.jspecify.annotations.NullMarked;
