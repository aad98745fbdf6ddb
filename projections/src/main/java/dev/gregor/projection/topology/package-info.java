/** One build of a read model as a Kafka Streams topology, and its state in this process. Internal; not for users. */
@NullMarked
package dev.gregor.projection.topology;

import org.jspecify.annotations.NullMarked;
