package dev.gregor.sql.crash;

import dev.gregor.sql.TestKafka;
import dev.gregor.sql.TestPostgres;
import dev.gregor.sql.outbox.OutboxRelay;
import dev.gregor.sql.outbox.RelaySettings;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Relays. Ends when its standard input does. */
final class CrashingRelay {

    static final String APP = "crash";

    private CrashingRelay() {}

    public static void main(String[] args) throws IOException {
        OutboxRelay.start(
                TestKafka.settings(APP, args[0]),
                RelaySettings.standard().withPollInterval(Duration.ofMillis(10)),
                TestPostgres.at(args[1]));
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }
}
