/** Avro records as the values of Kafka records, and where their schemas are kept. */
@NullMarked
package dev.gregor.avro;

import org.jspecify.annotations.NullMarked;
