package dev.gregor.bank;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The three largest deposits of each day, the largest first; kept for a week. */
public final class LargestDeposits extends Projection<TopRow> {

    private static final int HOW_MANY = 3;

    public LargestDeposits() {
        super("largest-deposits", 1, TopRow.class);
        on(Deposited.class, tumbling(Duration.ofDays(1)).keptFor(Duration.ofDays(7)), LargestDeposits::add);
    }

    private static TopRow add(@Nullable TopRow row, Event<Deposited> event) {
        List<Long> before = row == null ? List.of() : row.getAmounts();
        return new TopRow(Stream.concat(before.stream(), Stream.of(event.data().getAmount()))
                .sorted(Comparator.reverseOrder())
                .limit(HOW_MANY)
                .toList());
    }
}
