package dev.gregor.rebuild;

import dev.gregor.failure.GregorException;
import dev.gregor.failure.TransientException;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads all committed events of an aggregate type and folds them into a workspace, from where an earlier run was
 * interrupted. Partitions are shared out among as many threads as there are processors.
 */
record EventScan<S extends SpecificRecord>(
        StoppedWriteSide<S> stopped, Cluster cluster, Workspace workspace, FaultHandlers faults) {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final long STOP_SECONDS = 60;

    /** Answers how many events were read. */
    long run() {
        reportEarlierRun();
        int threads = Math.min(stopped.partitions(), Runtime.getRuntime().availableProcessors());
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try (Progress progress = new Progress(stopped.eventsTopic(), stopped.report())) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                List<TopicPartition> share = share(thread, threads);
                running.add(workers.submit(() -> read(share, progress)));
            }
            await(running);
            stopped.report().accept(progress.summary());
            return progress.events();
        } finally {
            stop(workers);
        }
    }

    private void reportEarlierRun() {
        long events = IntStream.range(0, stopped.partitions())
                .mapToLong(partition -> workspace.checkpoint(partition, 0).events())
                .sum();
        if (events > 0) {
            stopped.report()
                    .accept(String.format(
                            Locale.ROOT,
                            "%s: goes on after the %,d events of an interrupted run; to start afresh delete %s first",
                            stopped.eventsTopic(),
                            events,
                            workspace.folder()));
        }
    }

    /** Waits for them, for the workspace is closed next. */
    private static void stop(ExecutorService workers) {
        workers.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Reading events did not stop within " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<TopicPartition> share(int thread, int threads) {
        List<TopicPartition> share = new ArrayList<>();
        for (int partition = thread; partition < stopped.partitions(); partition += threads) {
            share.add(stopped.events(partition));
        }
        return share;
    }

    private static void await(List<Future<?>> running) {
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof GregorException ours
                        ? ours
                        : new TransientException("Events could not be read: " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransientException("Interrupted; run it again to go on", e);
            }
        }
    }

    private void read(List<TopicPartition> share, Progress progress) {
        try (KafkaConsumer<byte[], byte[]> consumer = cluster.consumer()) {
            consumer.assign(share);
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(share);
            Map<TopicPartition, Long> ends = consumer.endOffsets(share);
            Map<TopicPartition, PartitionFold<S>> folds = new HashMap<>();
            for (TopicPartition each : share) {
                var fold = new PartitionFold<>(stopped, each, workspace, beginnings.getOrDefault(each, 0L), faults);
                folds.put(each, fold);
                consumer.seek(each, fold.offset());
                progress.expect(ends.getOrDefault(each, 0L) - fold.offset());
            }
            while (share.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                fold(consumer, folds, progress);
            }
            folds.forEach((each, fold) -> fold.checkpoint(consumer.position(each)));
        }
    }

    private void fold(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, PartitionFold<S>> folds, Progress progress) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        folds.forEach((each, fold) -> {
            var ofPartition = records.records(each);
            if (!ofPartition.isEmpty()) {
                ofPartition.forEach(fold::take);
                long offsets = ofPartition.get(ofPartition.size() - 1).offset()
                        - ofPartition.get(0).offset()
                        + 1;
                progress.read(ofPartition.size(), offsets);
                fold.checkpointIfDue(consumer.position(each));
            }
        });
        if (Thread.currentThread().isInterrupted()) {
            throw new TransientException("Interrupted; run it again to go on");
        }
    }
}
