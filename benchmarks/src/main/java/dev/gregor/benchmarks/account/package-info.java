/** The account that all workloads deposit to. */
@NullMarked
package dev.gregor.benchmarks.account;

import org.jspecify.annotations.NullMarked;
