/** What may keep a node from its work from outside: its topics, the clocks, the other instances. */
@NullMarked
package dev.gregor.node.watch;

import org.jspecify.annotations.NullMarked;
