/** Topics, consumer groups and folders of an instance that are deleted, or replaced by an older copy, while it is stopped. */
@NullMarked
package dev.gregor.e2e.parts;

import org.jspecify.annotations.NullMarked;
