/** Nodes, embedded as their users do it. */
@NullMarked
package dev.gregor.it.node;

import org.jspecify.annotations.NullMarked;
