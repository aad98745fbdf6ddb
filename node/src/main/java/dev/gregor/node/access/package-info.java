/** What a node lets others use: its typed access, and a server in front of it. */
@NullMarked
package dev.gregor.node.access;

import org.jspecify.annotations.NullMarked;
