package dev.gregor.sql.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.publish.Publisher;
import dev.gregor.sql.TestKafka;
import dev.gregor.sql.TestPostgres;
import dev.gregor.sql.Totals;
import dev.gregor.sql.Totals.Total;
import dev.gregor.sql.order.OrderPlaced;
import dev.gregor.sql.sink.SqlSink;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** In full: {@code -Dgregor.it.sink=100000 -Dgregor.it.sink.crashes=20}. */
@ExtendWith(TestPostgres.class)
class SinkCrashIT {

    private static final int EVENTS = Integer.getInteger("gregor.it.sink", 5_000);
    private static final int CRASHES = Integer.getInteger("gregor.it.sink.crashes", 1);
    private static final int KEYS = 50;
    private static final int PER_KEY = EVENTS / KEYS;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    private final Random random = new Random(20261130);

    @Test
    void tablesAreTheFoldOfTheEventsWhateverCrashes() throws Exception {
        kafka.create(CrashingSink.ORDERS, 4, Map.of());
        PGSimpleDataSource database = TestPostgres.database();
        TestPostgres.execute(database.getConnection(), SqlSink.ddl() + Totals.DDL);
        List<String> arguments = List.of(kafka.bootstrapServers(), database.getURL());
        try (Children sinks = new Children(CrashingSink.class, 2, arguments);
                Publisher publisher = Publisher.start(TestKafka.settings("orders", kafka.bootstrapServers()))) {
            for (int crash = 1; crash <= CRASHES + 1; crash++) {
                int from = PER_KEY * (crash - 1) / (CRASHES + 1);
                int to = PER_KEY * crash / (CRASHES + 1);
                publish(publisher, from + 1, to);
                int half = KEYS * (from + to) / 2;
                await().atMost(LIMIT).until(() -> applied(database) >= half);
                if (crash <= CRASHES) {
                    sinks.killAndRestart(random.nextInt(sinks.number()));
                }
            }
            await().atMost(LIMIT).until(() -> applied(database) >= KEYS * PER_KEY);
            assertThat(Totals.read(database.getConnection()))
                    .isEqualTo(keys().stream().collect(Collectors.toMap(key -> key, key -> Total.of(PER_KEY))));
        }
    }

    private static List<String> keys() {
        return IntStream.range(0, KEYS).mapToObj(key -> "key-" + key).toList();
    }

    private static void publish(Publisher publisher, int from, int to) {
        List<CompletableFuture<?>> published = new ArrayList<>();
        for (int number = from; number <= to; number++) {
            for (String key : keys()) {
                published.add(publisher.publish(CrashingSink.ORDERS, key, new OrderPlaced(number, (long) number)));
            }
        }
        published.forEach(CompletableFuture::join);
    }

    private static int applied(PGSimpleDataSource database) throws SQLException {
        return Totals.read(database.getConnection()).values().stream()
                .mapToInt(Total::orders)
                .sum();
    }
}
