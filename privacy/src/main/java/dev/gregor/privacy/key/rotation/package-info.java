/** Changing the master key that the keys of subjects are wrapped by. */
@NullMarked
package dev.gregor.privacy.key.rotation;

import org.jspecify.annotations.NullMarked;
