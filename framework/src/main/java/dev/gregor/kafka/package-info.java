/** How our Kafka clients are set up and waited for. */
@NullMarked
package dev.gregor.kafka;

import org.jspecify.annotations.NullMarked;
