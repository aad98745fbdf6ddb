/** The libraries together, on real brokers and a real registry. */
@NullMarked
package dev.gregor.it;

import org.jspecify.annotations.NullMarked;
