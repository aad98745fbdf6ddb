/** Brokers and instances that are killed or stopped under load, and what that costs. */
@NullMarked
package dev.gregor.e2e.cluster;

import org.jspecify.annotations.NullMarked;
