/** What operators may do with messages that wait in a table of a database for their publishing. */
@NullMarked
package dev.gregor.messaging.outbox;

import org.jspecify.annotations.NullMarked;
