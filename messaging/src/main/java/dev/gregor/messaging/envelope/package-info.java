/** What a message is: its data, what is known of it beside the data, and how both are written as headers. */
@NullMarked
package dev.gregor.messaging.envelope;

import org.jspecify.annotations.NullMarked;
