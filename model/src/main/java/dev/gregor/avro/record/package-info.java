/** Records of generated classes in Avro's binary encoding. */
@NullMarked
package dev.gregor.avro.record;

import org.jspecify.annotations.NullMarked;
