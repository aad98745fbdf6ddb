/** How an entry of a subject is written, in every store that writes it itself. */
@NullMarked
package dev.gregor.privacy.key.form;

import org.jspecify.annotations.NullMarked;
