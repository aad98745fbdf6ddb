/** Changes of tables, as Debezium tells them. */
@NullMarked
package dev.gregor.messaging.change;

import org.jspecify.annotations.NullMarked;
