package dev.gregor.e2e.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.broker.BrokerCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing is lost or applied twice when topics, consumer groups or folders are deleted, or replaced by older copies, while the
 * application is stopped; or the start is refused, and the cure that is named works. The system properties
 * {@code gregor.it.parts} and {@code gregor.it.seed} say how many rounds there are and with which seed they begin; each
 * round has a seed of its own. A report is written to {@code target/deleted-parts.txt}.
 */
class DeletedPartsIT {

    private static final int ROUNDS = Integer.getInteger("gregor.it.parts", 2);
    private static final int FIRST_SEED = Integer.getInteger("gregor.it.seed", 1);
    private static final Path REPORT = Path.of("target", "deleted-parts.txt");

    @TempDir
    Path dir;

    @Test
    void areMadeAgainOrTheStartIsRefusedWithACure() throws Exception {
        List<String> wrong = new ArrayList<>();
        Files.deleteIfExists(REPORT);
        try (BrokerCluster broker = BrokerCluster.start(1, dir.resolve("broker"))) {
            Run run = null;
            for (int seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
                if (run == null) {
                    String name = "from" + seed;
                    run = new Run(new Instance(broker.bootstrapServers(), dir.resolve(name), name));
                }
                Round round = run.round(seed);
                report(round);
                if (!round.wrong().isEmpty()) {
                    wrong.add(round.toString());
                    run.close();
                    run = null;
                }
            }
            if (run != null) {
                run.close();
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void report(Round round) throws Exception {
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, round + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
