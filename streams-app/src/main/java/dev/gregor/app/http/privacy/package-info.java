/** Forgetting subjects, and rotating the master key. */
@NullMarked
package dev.gregor.app.http.privacy;

import org.jspecify.annotations.NullMarked;
