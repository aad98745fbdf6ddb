/** Keys in files: those of subjects, for one instance, and master keys. */
@NullMarked
package dev.gregor.privacy.key.file;

import org.jspecify.annotations.NullMarked;
