/** The test domain: bank accounts and read models of them. */
@NullMarked
package dev.gregor.bank;

import org.jspecify.annotations.NullMarked;
