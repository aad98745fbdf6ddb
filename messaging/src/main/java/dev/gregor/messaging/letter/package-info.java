/** Dead letters of subscriptions: which there are, and what is to be done with them. */
@NullMarked
package dev.gregor.messaging.letter;

import org.jspecify.annotations.NullMarked;
