/** What the user may choose, from the command line, the environment and a file, checked and typed. */
@NullMarked
package dev.gregor.node.settings;

import org.jspecify.annotations.NullMarked;
