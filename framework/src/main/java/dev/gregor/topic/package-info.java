/** The names of topics, and the settings without which they would lose or fork what they hold. */
@NullMarked
package dev.gregor.topic;

import org.jspecify.annotations.NullMarked;
