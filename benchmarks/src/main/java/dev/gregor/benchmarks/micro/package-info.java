/** Micro benchmarks of what each command and each event passes through, without a broker. */
@NullMarked
package dev.gregor.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
