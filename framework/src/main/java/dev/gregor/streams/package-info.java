/** What all our Kafka Streams applications share: settings, commit policy, life cycle. */
@NullMarked
package dev.gregor.streams;

import org.jspecify.annotations.NullMarked;
