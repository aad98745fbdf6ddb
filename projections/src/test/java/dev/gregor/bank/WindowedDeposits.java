package dev.gregor.bank;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import dev.gregor.projection.Window;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The amounts of deposits as digits, in the order in which they are applied, by account and window. */
public final class WindowedDeposits extends Projection<CountRow> {

    private WindowedDeposits(Window window) {
        super("windowed-deposits", 1, CountRow.class);
        on(Deposited.class, Event::aggregateId, window, WindowedDeposits::append);
    }

    public static WindowedDeposits hopping() {
        return new WindowedDeposits(hopping(Duration.ofHours(1), Duration.ofMinutes(30)));
    }

    public static WindowedDeposits keptFor(Duration retention) {
        return new WindowedDeposits(tumbling(Duration.ofHours(1)).keptFor(retention));
    }

    public static WindowedDeposits calendar(String period, String zone, Duration retention) {
        return new WindowedDeposits(
                calendar(Period.parse(period), ZoneId.of(zone)).keptFor(retention));
    }

    public static WindowedDeposits sliding() {
        return new WindowedDeposits(sliding(Duration.ofHours(1)));
    }

    public static WindowedDeposits sessions() {
        return new WindowedDeposits(session(Duration.ofMinutes(30)).keptFor(Duration.ofHours(2)));
    }

    private static CountRow append(@Nullable CountRow row, Event<Deposited> event) {
        return new CountRow(
                (row == null ? 0 : 10 * row.getCount()) + event.data().getAmount());
    }
}
