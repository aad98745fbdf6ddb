/** Recorded events: reading them from their topic, and the log that answers for one aggregate at any version. */
@NullMarked
package dev.gregor.event;

import org.jspecify.annotations.NullMarked;
