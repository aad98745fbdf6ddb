/** What it takes to make the write side's stores again, from events and from changelogs. */
@NullMarked
package dev.gregor.benchmarks.rebuild;

import org.jspecify.annotations.NullMarked;
