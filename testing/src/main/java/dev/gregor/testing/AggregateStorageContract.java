package dev.gregor.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.message.MessageType;
import dev.gregor.testing.contract.Cleared;
import dev.gregor.testing.contract.Counted;
import dev.gregor.testing.contract.TallyState;
import dev.gregor.topic.Topics;
import dev.gregor.write.storage.AggregateStorage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the write side relies on in an {@link AggregateStorage}, as tests over real state stores. A storage is tested by a
 * subclass:
 *
 * <pre>{@code
 * final class MyStorageTest extends AggregateStorageContract {
 *     @Override
 *     protected AggregateStorage storage(AvroCodec codec, Topics topics) {
 *         return new MyStorage(codec, topics);
 *     }
 * }
 * }</pre>
 */
public abstract class AggregateStorageContract {

    private static final int HISTORY = 200;

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final Topics topics = Topics.unprefixed();

    @SuppressWarnings("NullAway.Init")
    private StoredTallies tallies;

    /** Made for each test. */
    protected AggregateStorageContract() {}

    /** The storage to be tested, which reads and writes by this codec and these topics. */
    protected abstract AggregateStorage storage(AvroCodec codec, Topics topics);

    @BeforeEach
    final void open(@TempDir Path folder) {
        tallies = new StoredTallies(storage(codec, topics), codec, topics, folder);
    }

    @AfterEach
    final void close() {
        tallies.close();
    }

    @Test
    final void knowsNothingOfAnAggregateWithoutEvents() {
        assertThat(tallies.load("1")).isEqualTo(AggregateState.none());
        assertThat(tallies.lastVersions("1")).isEmpty();
    }

    @Test
    final void keepsNothingThatIsOnlyPrepared() {
        AggregateState<TallyState> before = tallies.keep("1", new Counted(1L));

        tallies.prepare("1", new Counted(2L));
        assertThat(tallies.load("1")).isEqualTo(before);
        tallies.reopen();
        assertThat(tallies.load("1")).isEqualTo(before);
    }

    @Test
    final void keepsVersionTimeAndState() {
        tallies.keep("1", new Counted(1L));
        tallies.pass(60);
        AggregateState<TallyState> after = tallies.keep("1", new Counted(2L), new Counted(3L));

        assertThat(after.version()).isEqualTo(3);
        assertThat(tallies.load("1")).isEqualTo(after);
        tallies.reopen();
        assertThat(tallies.load("1")).isEqualTo(after);
    }

    @Test
    final void keepsTheVersionOfAnAggregateThatHasEnded() {
        AggregateState<TallyState> ended = tallies.keep("1", new Counted(1L), new Cleared());

        assertThat(ended.state()).isNull();
        tallies.reopen();
        assertThat(tallies.load("1")).isEqualTo(ended);
        assertThat(tallies.keep("1", new Counted(5L)).version()).isEqualTo(3);
    }

    @Test
    final void knowsWhenEachKindOfEventHappenedLast() {
        tallies.keep("1", new Counted(1L), new Counted(2L), new Cleared());
        tallies.keep("1", new Counted(3L));
        Map<MessageType, Long> last =
                Map.of(MessageType.parse("tally.counted.v1"), 4L, MessageType.parse("tally.cleared.v1"), 3L);

        assertThat(tallies.lastVersions("1")).isEqualTo(last);
        tallies.reopen();
        assertThat(tallies.lastVersions("1")).isEqualTo(last);
    }

    @Test
    final void readsAgainWhatIsForgotten() {
        tallies.keep("1", new Counted(1L));
        TallyState halfChanged = requireNonNull(tallies.load("1").state());
        halfChanged.put(0, 99L);

        tallies.forget("1");
        assertThat(tallies.load("1").state()).isEqualTo(new TallyState(1L));
    }

    @Test
    final void keepsApartAggregatesWhoseIdsBeginAlike() {
        Map<String, AggregateState<TallyState>> kept = new HashMap<>();
        for (String id : List.of("1", "11", "1/1", "1 ", "é", "e", "1-é")) {
            kept.put(id, tallies.keep(id, new Counted((long) kept.size()), new Counted(10L)));
        }

        kept.keySet().forEach(id -> kept.put(id, tallies.keep(id, new Counted(100L))));
        tallies.reopen();
        kept.forEach((id, state) -> assertThat(tallies.load(id)).describedAs(id).isEqualTo(state));
    }

    @Test
    final void keepsTheFoldOfALongHistory() {
        Random random = new Random(1);
        Map<String, AggregateState<TallyState>> kept = new HashMap<>();
        for (int i = 0; i < HISTORY; i++) {
            String id = "tally-" + random.nextInt(5);
            kept.put(
                    id,
                    random.nextInt(20) == 0
                            ? tallies.keep(id, new Cleared())
                            : tallies.keep(id, new Counted((long) random.nextInt(1000))));
            tallies.pass(random.nextInt(100));
            if (random.nextInt(10) == 0) {
                tallies.reopen();
            }
            assertThat(tallies.load(id)).isEqualTo(kept.get(id));
        }
        tallies.reopen();
        kept.forEach((id, state) -> assertThat(tallies.load(id)).isEqualTo(state));
    }
}
