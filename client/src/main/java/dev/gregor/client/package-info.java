/** Access over HTTP to instances that run elsewhere, by the same interfaces as those of a node in the process. */
@NullMarked
package dev.gregor.client;

import org.jspecify.annotations.NullMarked;
