/** The stores that systems write to, each in processes of its own: Apache Kafka and PostgreSQL. */
@NullMarked
package dev.gregor.benchmarks.store;

import org.jspecify.annotations.NullMarked;
