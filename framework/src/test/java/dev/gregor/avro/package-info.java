/** Tests of the codecs and of where schemas are kept. */
@NullMarked
package dev.gregor.avro;

import org.jspecify.annotations.NullMarked;
