package dev.gregor.e2e.views;

import com.example.bank.Opened;
import com.example.bank.OwnerRow;
import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Version 2 of {@code accounts-by-owner}: an account counts as 100. It waits for a file {@value #GO} beside its JAR. */
public final class WeighedAccountsByOwner extends Projection<OwnerRow> {

    public static final String GO = "go";

    private static final long LOOK_NANOS = 10_000_000;

    public WeighedAccountsByOwner() {
        super("accounts-by-owner", 2, OwnerRow.class);
        on(Opened.class, event -> event.data().getOwner(), WeighedAccountsByOwner::more);
    }

    private static OwnerRow more(@Nullable OwnerRow row, Event<Opened> event) {
        Path jar = Path.of(URI.create(WeighedAccountsByOwner.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        while (!Files.exists(jar.resolveSibling(GO))) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return new OwnerRow((row == null ? 0L : row.getAccounts()) + 100);
    }
}
