/** Sealing personal fields with the keys of their subjects. */
@NullMarked
package dev.gregor.privacy.seal;

import org.jspecify.annotations.NullMarked;
