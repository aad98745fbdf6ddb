/** Accounts of the example as those who send the commands know them: the model that the application is compared with. */
@NullMarked
package dev.gregor.e2e.bank;

import org.jspecify.annotations.NullMarked;
