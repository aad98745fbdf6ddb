/** The topics of messages: what they have to be like, and how they are named. */
@NullMarked
package dev.gregor.messaging.topic;

import org.jspecify.annotations.NullMarked;
