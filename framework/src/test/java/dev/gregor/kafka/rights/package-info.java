/** Tests of rights. */
@NullMarked
package dev.gregor.kafka.rights;

import org.jspecify.annotations.NullMarked;
