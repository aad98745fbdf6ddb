/** Keys of subjects in a topic of Kafka. */
@NullMarked
package dev.gregor.privacy.key.topic;

import org.jspecify.annotations.NullMarked;
