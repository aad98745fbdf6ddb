/** Subscriptions in processes of their own, which are killed and stopped. */
@NullMarked
package dev.gregor.messaging.crash;

import org.jspecify.annotations.NullMarked;
