/** Tests of how records are read and written. */
@NullMarked
package dev.gregor.avro.record;

import org.jspecify.annotations.NullMarked;
