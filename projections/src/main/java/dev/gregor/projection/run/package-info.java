/** Read models at work: Kafka Streams applications that apply committed events to rows. */
@NullMarked
package dev.gregor.projection.run;

import org.jspecify.annotations.NullMarked;
