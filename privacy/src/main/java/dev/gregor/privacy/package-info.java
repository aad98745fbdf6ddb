/** Forgetting the subjects of personal fields. */
@NullMarked
package dev.gregor.privacy;

import org.jspecify.annotations.NullMarked;
