/** T. */
@org.jspecify.annotations.NullMarked
package dev.gregor.avro;
