/** What the tests have in common. */
@NullMarked
package dev.gregor.sql;

import org.jspecify.annotations.NullMarked;
