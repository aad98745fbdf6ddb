package dev.gregor.benchmarks.store;

import org.jspecify.annotations.Nullable;

/**
 * What systems may write to.
 *
 * @param kafka always runs
 * @param postgres null where none is installed or wanted
 */
public record Stores(KafkaStore kafka, @Nullable PostgresStore postgres) {

    /** PostgreSQL, which runs. */
    public PostgresStore requirePostgres() {
        if (postgres == null) {
            throw new IllegalStateException("PostgreSQL does not run; leave out the systems that need it");
        }
        return postgres;
    }

    /** The CPU seconds that all of them have used so far. */
    public double cpuSeconds() {
        return kafka.cpuSeconds() + (postgres == null ? 0 : postgres.cpuSeconds());
    }
}
