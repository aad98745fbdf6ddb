/** What one Kafka Streams task of a build keeps: how far it has come, whether its stores agree, and why it goes no further. Internal; not for users. */
@NullMarked
package dev.gregor.projection.task;

import org.jspecify.annotations.NullMarked;
