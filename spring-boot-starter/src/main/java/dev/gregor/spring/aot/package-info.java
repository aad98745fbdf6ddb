/** What ahead-of-time processing of an application with a node has to know. Internal; not for users. */
@NullMarked
package dev.gregor.spring.aot;

import org.jspecify.annotations.NullMarked;
