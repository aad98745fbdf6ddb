/** Schemas by their fingerprint, in a topic or in memory. */
@NullMarked
package dev.gregor.avro.catalog;

import org.jspecify.annotations.NullMarked;
