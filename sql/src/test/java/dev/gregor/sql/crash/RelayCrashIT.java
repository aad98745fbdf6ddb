package dev.gregor.sql.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.sql.Followed;
import dev.gregor.sql.TestKafka;
import dev.gregor.sql.TestPostgres;
import dev.gregor.sql.outbox.Outbox;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** In full: {@code -Dgregor.it.outbox=100000 -Dgregor.it.outbox.crashes=20}. */
@ExtendWith(TestPostgres.class)
class RelayCrashIT {

    private static final int ROWS = Integer.getInteger("gregor.it.outbox", 2_000);
    private static final int CRASHES = Integer.getInteger("gregor.it.outbox.crashes", 2);
    private static final int WRITERS = 4;

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    private final Random random = new Random(20261130);

    @Test
    void publishesEachRowOnceAndInOrderWhateverCrashes() throws Exception {
        String topic = kafka.topic(3);
        PGSimpleDataSource database = TestPostgres.database();
        Outbox outbox = Outbox.of(TestKafka.settings(CrashingRelay.APP, kafka.bootstrapServers()));
        TestPostgres.execute(database.getConnection(), outbox.ddl() + Orders.ddl());
        List<String> arguments = List.of(kafka.bootstrapServers(), database.getURL());
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try (Children relays = new Children(CrashingRelay.class, 2, arguments);
                Followed followed = kafka.follow(topic)) {
            List<Future<Integer>> writing = IntStream.range(0, WRITERS)
                    .mapToObj(seed -> writers.submit(new Orders(outbox, database, topic, ROWS / WRITERS, seed)))
                    .toList();
            for (int crash = 1; crash <= CRASHES; crash++) {
                followed.await(ROWS * crash / (CRASHES + 1));
                relays.killAndRestart(random.nextInt(relays.number()));
            }
            followed.await(sum(writing));
            awaitNothingPending(outbox, database, followed);
            Map<Integer, List<Integer>> numbers = new HashMap<>();
            followed.all()
                    .forEach(each -> numbers.computeIfAbsent(
                                    Integer.valueOf(new String(each.key(), UTF_8)), key -> new ArrayList<>())
                            .add(TestKafka.number(each)));
            versions(database)
                    .forEach((key, version) -> assertThat(numbers.get(key))
                            .as("key %d", key)
                            .isEqualTo(IntStream.rangeClosed(1, version).boxed().toList()));
        } finally {
            writers.shutdownNow();
        }
    }

    private static int sum(List<Future<Integer>> writing) throws InterruptedException, ExecutionException {
        int sum = 0;
        for (Future<Integer> each : writing) {
            sum += each.get();
        }
        return sum;
    }

    /** A batch that was published, and is published again, would come in the meantime. */
    private static void awaitNothingPending(Outbox outbox, PGSimpleDataSource database, Followed followed)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            while (outbox.status(connection).pending() > 0) {
                followed.poll();
            }
        }
    }

    private static Map<Integer, Integer> versions(PGSimpleDataSource database) throws SQLException {
        Map<Integer, Integer> versions = new HashMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id, version FROM customer WHERE version > 0")) {
            while (result.next()) {
                versions.put(result.getInt(1), result.getInt(2));
            }
        }
        return versions;
    }
}
