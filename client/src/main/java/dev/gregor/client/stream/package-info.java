/** Reads event streams over as many connections as it takes. Internal; not for users. */
@NullMarked
package dev.gregor.client.stream;

import org.jspecify.annotations.NullMarked;
