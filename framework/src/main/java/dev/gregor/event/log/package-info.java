/** Reading recorded events from their topic, and the log that answers for one aggregate at any version. */
@NullMarked
package dev.gregor.event.log;

import org.jspecify.annotations.NullMarked;
