/** What is known of a subject, the stores that keep it, and the master keys that wrap the keys of subjects. */
@NullMarked
package dev.gregor.privacy.key;

import org.jspecify.annotations.NullMarked;
