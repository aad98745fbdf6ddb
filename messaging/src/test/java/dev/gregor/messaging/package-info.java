/** What the tests have in common. */
@NullMarked
package dev.gregor.messaging;

import org.jspecify.annotations.NullMarked;
