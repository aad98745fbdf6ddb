/** Changes of tables of a real PostgreSQL, captured by a real Debezium. */
@NullMarked
package dev.gregor.sql.change;

import org.jspecify.annotations.NullMarked;
