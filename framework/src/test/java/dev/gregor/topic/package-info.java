/** Tests of topics. */
@NullMarked
package dev.gregor.topic;

import org.jspecify.annotations.NullMarked;
