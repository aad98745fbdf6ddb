/** What the user may choose, from the command line, the environment and a file, checked and typed. */
@NullMarked
package dev.gregor.app.config;

import org.jspecify.annotations.NullMarked;
