package dev.gregor.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.e2e.bank.Account;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged is recorded once, and reads show it, while brokers and instances are killed or stopped under load. For a
 * comparison of two JARs run it with each as {@code gregor.jar}. System properties: {@code gregor.it.faults}, how many;
 * {@code gregor.it.fault.kinds}, which; {@code gregor.it.longest.stop}, in seconds; {@code gregor.it.seed}.
 */
@EnabledIfSystemProperty(named = "gregor.it.faults", matches = "[1-9][0-9]*")
class ClusterFaultsIT {

    private static final int FAULTS = Integer.getInteger("gregor.it.faults", 0);
    private static final List<FaultKind> KINDS =
            FaultKind.named(System.getProperty("gregor.it.fault.kinds", FaultKind.all()));
    private static final int LONGEST_STOP = Integer.getInteger("gregor.it.longest.stop", 50);
    private static final long SEED = Long.getLong("gregor.it.seed", 1);
    private static final Duration CALM = Duration.ofSeconds(5);

    /** An answer that was on its way when the process was killed has arrived by then. */
    private static final long ON_ITS_WAY_NANOS = Duration.ofMillis(300).toNanos();

    @TempDir
    Path dir;

    @Test
    void loseAndDoubleNothing() throws Exception {
        Accepted accepted = new Accepted(Cluster.PARTITIONS);
        Report report = new Report();
        try (Cluster cluster = new Cluster(dir)) {
            Customers customers = new Customers(new AnyInstance(cluster::urls), accepted, SEED);
            try (customers) {
                faults(cluster, accepted, report);
            }
            finish(cluster, customers, accepted, report);
        }
    }

    private static void faults(Cluster cluster, Accepted accepted, Report report) throws Exception {
        Random random = new Random(SEED);
        accepted.awaitEachAfter(System.nanoTime());
        calm();
        for (int fault = 0; fault < FAULTS; fault++) {
            FaultKind kind = KINDS.get(fault % KINDS.size());
            long from = System.nanoTime();
            cause(cluster, kind, random, accepted);
            cluster.awaitInSync();
            calm();
            long to = System.nanoTime();
            report.add(kind, accepted.longestOfOnePartition(from, to), accepted.longestOfAll(from, to));
        }
    }

    private static void cause(Cluster cluster, FaultKind kind, Random random, Accepted accepted)
            throws IOException, InterruptedException {
        int which = random.nextInt(Cluster.EACH);
        int seconds = 1 + random.nextInt(LONGEST_STOP);
        switch (kind) {
            case KILL_INSTANCE, KILL_BROKER -> {
                cluster.kill(kind, which);
                accepted.awaitEachAfter(System.nanoTime() + ON_ITS_WAY_NANOS);
                cluster.restart(kind, which);
            }
            case STOP_INSTANCE, STOP_BROKER -> {
                cluster.signal(kind, which, "STOP");
                TimeUnit.SECONDS.sleep(seconds);
                cluster.signal(kind, which, "CONT");
            }
        }
        accepted.awaitEachAfter(System.nanoTime() + ON_ITS_WAY_NANOS);
    }

    /** Long enough for the next fault to meet a cluster that has settled. */
    private static void calm() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(CALM.toNanos());
    }

    private static void finish(Cluster cluster, Customers customers, Accepted accepted, Report report)
            throws IOException {
        String verified = cluster.verify();
        Recorded recorded = Recorded.read(cluster.bootstrapServers());
        Set<String> lost = recorded.lost(customers.accounts().stream()
                .map(Account::accepted)
                .flatMap(Set::stream)
                .collect(Collectors.toSet()));
        report.write("%d accepted; %d lost, %d doubled, %d stale, %d with a wrong outcome"
                .formatted(
                        accepted.count(),
                        lost.size(),
                        recorded.doubled().size(),
                        customers.stale().size(),
                        customers.wrong().size()));
        assertThat(lost).isEmpty();
        assertThat(recorded.doubled()).isEmpty();
        assertThat(customers.stale()).isEmpty();
        assertThat(customers.wrong()).isEmpty();
        assertThat(verified).startsWith("0 ");
    }
}
