/** What is published and written stays right when processes crash. */
@NullMarked
package dev.gregor.sql.crash;

import org.jspecify.annotations.NullMarked;
