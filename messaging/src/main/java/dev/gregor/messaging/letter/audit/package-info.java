/** Who did what with dead letters: a log of its own, for ever. */
@NullMarked
package dev.gregor.messaging.letter.audit;

import org.jspecify.annotations.NullMarked;
