/** Publishing messages, each by itself or several at once in one transaction. */
@NullMarked
package dev.gregor.messaging.publish;

import org.jspecify.annotations.NullMarked;
