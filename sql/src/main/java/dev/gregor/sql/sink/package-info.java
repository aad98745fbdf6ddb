/** Tables of a database that events are folded into. */
@NullMarked
package dev.gregor.sql.sink;

import org.jspecify.annotations.NullMarked;
