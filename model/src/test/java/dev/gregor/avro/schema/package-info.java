/** Tests of how schemas are compared. */
@NullMarked
package dev.gregor.avro.schema;

import org.jspecify.annotations.NullMarked;
