/** Keys in HashiCorp Vault or OpenBao: those of subjects, and master keys. */
@NullMarked
package dev.gregor.privacy.key.vault;

import org.jspecify.annotations.NullMarked;
