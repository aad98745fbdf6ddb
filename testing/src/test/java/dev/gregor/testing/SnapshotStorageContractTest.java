package dev.gregor.testing;

import dev.gregor.avro.AvroCodec;
import dev.gregor.snapshot.SnapshotPolicy;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.topic.Topics;
import dev.gregor.write.storage.AggregateStorage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** The storage of production keeps its contract under every kind of policy, with and without a cache. */
class SnapshotStorageContractTest {

    private abstract static class Under extends AggregateStorageContract {

        private final SnapshotSettings settings;

        Under(SnapshotPolicy policy, long cacheBytes) {
            settings = SnapshotSettings.standard().withPolicy(policy).withCacheBytes(cacheBytes);
        }

        @Override
        protected AggregateStorage storage(AvroCodec codec, Topics topics) {
            return new SnapshotStorage(codec, topics, settings, new SimpleMeterRegistry());
        }
    }

    @Nested
    class Amortised extends Under {
        Amortised() {
            super(SnapshotPolicy.amortised(), 1_000_000);
        }
    }

    @Nested
    class NeverAndWithoutCache extends Under {
        NeverAndWithoutCache() {
            super(SnapshotPolicy.never(), 0);
        }
    }

    @Nested
    class AfterEachEvent extends Under {
        AfterEachEvent() {
            super(SnapshotPolicy.afterEvents(1), 0);
        }
    }

    @Nested
    class AfterAWhileOrAtACertainEvent extends Under {
        AfterAWhileOrAtACertainEvent() {
            super(
                    SnapshotPolicy.afterAge(Duration.ofMinutes(10)).or(SnapshotPolicy.whenEvent("tally.cleared.v1")),
                    100);
        }
    }
}
