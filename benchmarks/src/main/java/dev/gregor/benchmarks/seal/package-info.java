/** What sealed fields cost, and how long forgetting takes. */
@NullMarked
package dev.gregor.benchmarks.seal;

import org.jspecify.annotations.NullMarked;
