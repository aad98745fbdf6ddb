/** A Confluent schema registry, over HTTP. */
@NullMarked
package dev.gregor.avro.registry;

import org.jspecify.annotations.NullMarked;
