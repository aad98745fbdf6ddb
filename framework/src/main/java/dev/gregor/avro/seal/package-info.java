/** Which fields of a record are personal, and sealing and opening them in the bytes of the record. */
@NullMarked
package dev.gregor.avro.seal;

import org.jspecify.annotations.NullMarked;
