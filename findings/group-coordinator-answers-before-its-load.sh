#!/usr/bin/env bash
# Kafka's group coordinator answers from an empty state when a load that is no longer wanted ends (kafka-coordinator-common 4.3.1, 4.4.0).
#
# CoordinatorRuntime, the engine of the group coordinator, keeps the state of a partition of __consumer_offsets from its election on, and
# answers once it is loaded. One would guess that this means its own load. But the end of a load is matched by partition alone, not by the
# epoch that it was for: if the partition is led, lost and led again while the first load runs, its end makes the state of the second
# election active, though that has loaded nothing. Offsets that are committed are then answered as absent, so that consumers begin at
# auto.offset.reset; a transaction marker that arrives is replayed before the offsets that it decides, which stay pending from then on.
# The end of the load that was wanted is ignored. A broker that is restarted after kill -9 within its session with the controller is
# elected, fenced and elected in this way within a second or two, and a load of some megabytes by a cold process takes as long.
#
# Seen, with both versions:
#   while both load:          CoordinatorLoadInProgressException
#   the first load has ended: answered, 0 offsets
#   both have ended:          answered, 1 offsets
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat > Loads.java <<'J'
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.coordinator.common.runtime.*;
import org.apache.kafka.server.util.timer.Timer;
import org.apache.kafka.timeline.SnapshotRegistry;

public class Loads {
    static final TopicPartition PARTITION = new TopicPartition("__consumer_offsets", 0);

    /** A load under way: what it fills, and its end. */
    record Load(CoordinatorPlayback<String> state, CompletableFuture<CoordinatorLoader.LoadSummary> end) {}

    /** Counts the offsets that were replayed. */
    static final class Shard implements CoordinatorShard<String> {
        int offsets;

        @Override
        public void replay(long offset, long producerId, short producerEpoch, String record) {
            offsets++;
        }
    }

    static final class Builder implements CoordinatorShardBuilder<Shard, String> {
        public Builder withSnapshotRegistry(SnapshotRegistry registry) { return this; }
        public Builder withLogContext(LogContext context) { return this; }
        public Builder withTime(Time time) { return this; }
        public Builder withTimer(CoordinatorTimer<String> timer) { return this; }
        public Builder withExecutor(CoordinatorExecutor<String> executor) { return this; }
        public Builder withCoordinatorMetrics(CoordinatorMetrics metrics) { return this; }
        public Builder withTopicPartition(TopicPartition partition) { return this; }
        public Shard build() { return new Shard(); }
    }

    @SuppressWarnings("unchecked")
    static <T> T silent(Class<T> type) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) ->
                method.getReturnType().isInterface() ? silent(method.getReturnType())
                        : method.getReturnType() == boolean.class ? (Object) false
                        : method.getReturnType() == long.class ? (Object) 0L : null);
    }

    public static void main(String[] args) throws Exception {
        List<Load> loads = new ArrayList<>();
        var runtime = new CoordinatorRuntime.Builder<Shard, String>()
                .withLogPrefix("")
                .withLogContext(new LogContext())
                .withTime(Time.SYSTEM)
                .withTimer(silent(Timer.class))
                .withEventProcessor(new CoordinatorEventProcessor() {
                    public void enqueueLast(CoordinatorEvent event) { event.run(); }
                    public void enqueueFirst(CoordinatorEvent event) { event.run(); }
                    public void close() {}
                })
                .withPartitionWriter(silent(PartitionWriter.class))
                .withLoader(new CoordinatorLoader<>() {
                    public CompletableFuture<LoadSummary> load(TopicPartition partition, CoordinatorPlayback<String> state) {
                        loads.add(new Load(state, new CompletableFuture<>()));
                        return loads.get(loads.size() - 1).end();
                    }
                    public void close() {}
                })
                .withCoordinatorShardBuilderSupplier(Builder::new)
                .withWriteTimeout(Duration.ofSeconds(5))
                .withCoordinatorRuntimeMetrics(silent(CoordinatorRuntimeMetrics.class))
                .withCoordinatorMetrics(new CoordinatorMetrics() {
                    public CoordinatorMetricsShard newMetricsShard(SnapshotRegistry registry, TopicPartition partition) {
                        return silent(CoordinatorMetricsShard.class);
                    }
                    public void activateMetricsShard(CoordinatorMetricsShard shard) {}
                    public void deactivateMetricsShard(CoordinatorMetricsShard shard) {}
                    public com.yammer.metrics.core.MetricsRegistry registry() { return null; }
                    public void onUpdateLastCommittedOffset(TopicPartition partition, long offset) {}
                })
                .withSerializer(silent(Serializer.class))
                .withCompression(Compression.NONE)
                .withAppendLingerMs(OptionalInt.of(0))
                .withExecutorService(Executors.newSingleThreadExecutor(work -> {
                    Thread thread = new Thread(work);
                    thread.setDaemon(true);
                    return thread;
                }))
                .withCachedBufferMaxBytesSupplier(() -> 1 << 20)
                .build();
        runtime.onMetadataUpdate(silent(CoordinatorMetadataDelta.class), silent(CoordinatorMetadataImage.class));

        runtime.scheduleLoadOperation(PARTITION, 10);
        runtime.scheduleUnloadOperation(PARTITION, OptionalInt.of(11));
        runtime.scheduleLoadOperation(PARTITION, 12);
        System.out.println("while both load:          " + ask(runtime));
        loads.get(0).state().replay(0, -1, (short) -1, "an offset that is committed");
        loads.get(0).end().complete(null);
        System.out.println("the first load has ended: " + ask(runtime));
        loads.get(1).state().replay(0, -1, (short) -1, "an offset that is committed");
        loads.get(1).end().complete(null);
        System.out.println("both have ended:          " + ask(runtime));
    }

    static String ask(CoordinatorRuntime<Shard, String> runtime) throws InterruptedException {
        try {
            return "answered, " + runtime.scheduleReadOperation("count", PARTITION, (shard, offset) -> shard.offsets).get() + " offsets";
        } catch (ExecutionException e) {
            return e.getCause().getClass().getSimpleName();
        }
    }
}
J

expected='while both load:          CoordinatorLoadInProgressException
the first load has ended: answered, 0 offsets
both have ended:          answered, 1 offsets'

for version in 4.3.1 4.4.0; do
  mkdir "$version"
  cat > "$version/pom.xml" <<P
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-coordinator-common</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-server-common</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-storage</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
P
  mvn -B -ntp -q -f "$version/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib
  cp Loads.java "$version"
  [ "$version" = 4.3.1 ] || sed -i 's/common.utils.LogContext;/common.utils.internals.LogContext;/' "$version/Loads.java"
  javac -nowarn -cp "$version/lib/*" -d "$version/classes" "$version/Loads.java" 2>/dev/null
  seen=$(java -cp "$version/lib/*:$version/classes" Loads 2>/dev/null)
  printf 'Kafka %s\n%s\n' "$version" "$seen"
  [ "$seen" = "$expected" ] || { printf 'Kafka %s behaves otherwise than stated\n' "$version" >&2; exit 1; }
done
