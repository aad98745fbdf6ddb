package dev.gregor.benchmarks.schedule;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.benchmarks.account.Deposited;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.schedule.Schedule;
import dev.gregor.messaging.schedule.ScheduleSettings;
import dev.gregor.messaging.schedule.Schedules;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Utils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Schedules messages in this process and measures when they come. */
@Command(name = ScheduleRun.NAME, hidden = true)
public final class ScheduleRun implements Runnable {

    static final String NAME = "schedule-run";

    private static final String TARGET = "delivered";
    private static final int PARTITIONS = 4;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int WARM_UP = 20_000;
    private static final double LONG_MILLIS = 50;
    private static final double MIB = 1024 * 1024;

    @Parameters(description = "what to schedule, as JSON")
    private String request = "";

    private MeterRegistry meters = new LongMemory();

    /** Remembers an hour, instead of some minutes. */
    private static final class LongMemory extends SimpleMeterRegistry {
        @Override
        protected DistributionStatisticConfig defaultHistogramConfig() {
            return DistributionStatisticConfig.builder()
                    .expiry(Duration.ofHours(1))
                    .build()
                    .merge(super.defaultHistogramConfig());
        }
    }

    /** Made to parse a command line. */
    public ScheduleRun() {}

    @Override
    public void run() {
        ScheduleRequest wanted = Json.read(request, ScheduleRequest.class);
        Place place = wanted.place();
        createTarget(place);
        try (Deliveries deliveries = new Deliveries(place.kafka(), TARGET)) {
            try (Schedules schedules = start(place)) {
                measure(wanted, schedules, deliveries);
            }
            restart(place, "restart");
            deleteFolder(place);
            restart(place, "restart without its folder");
        }
    }

    private static void createTarget(Place place) {
        try (Admin admin = Admin.create(place.kafka())) {
            admin.createTopics(List.of(new NewTopic(TARGET, PARTITIONS, (short) 1)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private Schedules start(Place place) {
        meters = new LongMemory();
        var messaging = new MessagingSettings(
                "benchmark",
                place.kafka(),
                AvroCodec.singleObject(SchemaCatalog.inMemory()),
                MessageTypes.none().with("account.deposited.v1", Deposited.class),
                1_000_000);
        Schedules schedules = Schedules.start(ScheduleSettings.of(messaging, place.dir(), "benchmark")
                .withPartitions(PARTITIONS)
                .withMeters(meters));
        while (!schedules.isRunning()) {
            Waiting.seconds(0.02);
        }
        return schedules;
    }

    private void measure(ScheduleRequest wanted, Schedules schedules, Deliveries deliveries) {
        schedule(schedules, WARM_UP, i -> "warm-up/" + i, i -> Instant.EPOCH);
        awaitDelivered(deliveries, WARM_UP);
        figure("heap with none, MiB", heapMib());
        fill(wanted, schedules);
        figure("heap with all pending, MiB", heapMib());
        burst(wanted, schedules, deliveries);
        deliverAll(wanted, schedules, deliveries);
    }

    private void fill(ScheduleRequest wanted, Schedules schedules) {
        long began = System.nanoTime();
        Instant later = Instant.now().plus(Duration.ofDays(1));
        schedule(schedules, wanted.pending(), i -> "later/" + i, i -> later.plusSeconds(i));
        awaitPending(wanted.pending());
        figure("scheduled a second", wanted.pending() / seconds(began));
    }

    /** Beside questions, which the same thread answers. */
    private void burst(ScheduleRequest wanted, Schedules schedules, Deliveries deliveries) {
        int before = deliveries.number();
        Instant begin = Instant.now().plus(SOON);
        schedule(schedules, wanted.burst(), i -> "burst/" + i, i -> begin.plusMillis(i * 1000L / wanted.burst()));
        deliveries.lateness();
        double longBefore = longHolds();
        Histogram answers = new Histogram(3);
        while (deliveries.number() < before + wanted.burst()) {
            long asked = System.nanoTime();
            schedules.get("later/1").join();
            answers.recordValue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked));
        }
        Waiting.seconds(2);
        Histogram lateness = deliveries.lateness();
        figure("due in a second", (double) lateness.getTotalCount());
        figure("lateness p50, ms", (double) lateness.getValueAtPercentile(50));
        figure("lateness p99, ms", (double) lateness.getValueAtPercentile(99));
        figure("lateness max, ms", (double) lateness.getMaxValue());
        figure("a question beside them p99, ms", (double) answers.getValueAtPercentile(99));
        figure("holds of the thread over 50 ms", longHolds() - longBefore);
    }

    private void deliverAll(ScheduleRequest wanted, Schedules schedules, Deliveries deliveries) {
        int before = deliveries.number();
        long began = System.nanoTime();
        Instant due = Instant.now().plus(SOON);
        double longBefore = longHolds();
        schedule(schedules, wanted.pending(), i -> "soon/" + i, i -> due.plusMillis(i % 1000));
        awaitDelivered(deliveries, before + wanted.pending());
        figure("scheduled and delivered a second", wanted.pending() / seconds(began));
        figure("holds of the thread in all", (double) holds().count());
        figure("holds of the thread over 50 ms meanwhile", longHolds() - longBefore);
        awaitPending(wanted.pending());
    }

    private void schedule(Schedules schedules, int number, IntFunction<String> id, IntFunction<Instant> due) {
        List<CompletableFuture<Schedule>> scheduled = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            var message = OutgoingMessage.of(TARGET, "account-" + i, new Deposited((long) i, "reference " + i));
            scheduled.add(schedules.at(id.apply(i), due.apply(i), message));
            if (scheduled.size() == 10_000) {
                scheduled.forEach(CompletableFuture::join);
                scheduled.clear();
            }
        }
        scheduled.forEach(CompletableFuture::join);
    }

    private void restart(Place place, String what) {
        long began = System.nanoTime();
        try (Schedules schedules = start(place)) {
            requirePending(schedules);
            figure(what + ": until it delivers, s", seconds(began));
            Timer holds = holds();
            Waiting.until("each partition was looked at", () -> holds.count() >= PARTITIONS);
            figure(what + ": first punctuation, ms", holds.max(TimeUnit.MILLISECONDS));
        }
    }

    private Timer holds() {
        return meters.get("gregor.schedules.hold").timer();
    }

    private double longHolds() {
        HistogramSnapshot snapshot = holds().takeSnapshot();
        return Stream.of(snapshot.histogramCounts())
                .filter(bucket -> bucket.bucket(TimeUnit.MILLISECONDS) == LONG_MILLIS)
                .mapToDouble(bucket -> snapshot.count() - bucket.count())
                .sum();
    }

    private static void requirePending(Schedules schedules) {
        if (schedules.get("later/1").join().isEmpty()) {
            throw new IllegalStateException("A schedule was lost");
        }
    }

    private void awaitPending(int number) {
        while (meters.get("gregor.schedules.pending").gauge().value() != number) {
            Waiting.seconds(0.1);
        }
    }

    private static void awaitDelivered(Deliveries deliveries, int number) {
        while (deliveries.number() < number) {
            Waiting.seconds(0.02);
        }
    }

    private static void deleteFolder(Place place) {
        try {
            Utils.delete(place.dir().toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double heapMib() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static void figure(String what, double value) {
        System.out.println(Json.line(new ScheduleFigure(what, value)));
    }
}
