package dev.gregor.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.bank.CustomerRow;
import dev.gregor.bank.Customers;
import dev.gregor.bank.Opened;
import dev.gregor.bank.Registered;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A read model of the events of two aggregate types, which meet in its rows. */
class JoinTest {

    private static final String TIME = "2026-01-31T10:00:00Z";

    @TempDir
    Path folder;

    @Test
    void joinsTheEventsOfTwoAggregatesInAnyOrder() {
        try (ProjectionDriver driver = new ProjectionDriver(new Customers(), folder, TIME)) {
            driver.happens("1", TIME, new Opened("ann"))
                    .happens("ann", TIME, new Registered("1 High Street"))
                    .happens("bob", TIME, new Registered("2 High Street"))
                    .happens("2", TIME, new Opened("ann"));

            assertThat(driver.rows())
                    .isEqualTo(Map.of(
                            "ann", new CustomerRow("1 High Street", 2L), "bob", new CustomerRow("2 High Street", 0L)));
        }
    }
}
