/** Tests of the schema registry. */
@NullMarked
package dev.gregor.avro.registry;

import org.jspecify.annotations.NullMarked;
