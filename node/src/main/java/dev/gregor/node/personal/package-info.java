/** Personal fields in a node: where they are, with what they are sealed, and what is done when a subject is forgotten. */
@NullMarked
package dev.gregor.node.personal;

import org.jspecify.annotations.NullMarked;
