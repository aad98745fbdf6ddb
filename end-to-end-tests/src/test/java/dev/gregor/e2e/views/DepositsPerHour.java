package dev.gregor.e2e.views;

import com.example.bank.Deposited;
import com.example.bank.OwnerRow;
import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How many deposits there were in each hour. */
public final class DepositsPerHour extends Projection<OwnerRow> {

    /** Defines the read model. */
    public DepositsPerHour() {
        super("deposits-per-hour", 1, OwnerRow.class);
        on(Deposited.class, tumbling(Duration.ofHours(1)), DepositsPerHour::oneMore);
    }

    private static OwnerRow oneMore(@Nullable OwnerRow row, Event<Deposited> event) {
        return new OwnerRow(row == null ? 1L : row.getAccounts() + 1);
    }
}
