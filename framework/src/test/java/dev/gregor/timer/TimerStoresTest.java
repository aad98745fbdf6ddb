package dev.gregor.timer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerStoresTest {

    private static final FireBounds ALL = new FireBounds(Integer.MAX_VALUE, Duration.ofHours(1));
    private static final long NOW = 1_000_000;

    private final KeyValueStore<Bytes, byte[]> ids = store();
    private final KeyValueStore<Bytes, byte[]> due = store();
    private final KeyValueStore<Bytes, byte[]> state = store();
    private final List<String> fired = new ArrayList<>();
    private TimerStores timers = open();

    private static KeyValueStore<Bytes, byte[]> store() {
        return Stores.inMemoryKeyValueStore("store").get();
    }

    private TimerStores open() {
        return new TimerStores(ids, due, state);
    }

    private long put(String id, long time, long now) {
        return timers.put(new Timer(id, Instant.ofEpochMilli(time), id.getBytes(UTF_8)), time, now);
    }

    private long fire(long now) {
        return fire(now, ALL);
    }

    private long fire(long now, FireBounds bounds) {
        return timers.fire(now, bounds, timer -> fired.add(timer.id())).next();
    }

    @Test
    void firesInTheOrderOfTheTimesAndNotBefore() {
        put("b", NOW + 2, NOW);
        put("c", NOW + 1, NOW);
        put("a", NOW + 2, NOW);
        assertThat(fire(NOW)).isEqualTo(NOW + 1);
        assertThat(fired).isEmpty();
        fire(NOW + 1);
        assertThat(fired).containsExactly("c");
        fire(NOW + 2);
        assertThat(fired).containsExactly("c", "a", "b");
        assertThat(timers.size()).isZero();
    }

    @Test
    void goesOnWhereTheBoundsHaveEndedIt() {
        for (int i = 0; i < 5; i++) {
            put("t" + i, NOW, NOW);
        }
        assertThat(fire(NOW + 1, new FireBounds(2, Duration.ofHours(1)))).isEqualTo(NOW + 1);
        assertThat(fired).containsExactly("t0", "t1");
        timers = open();
        fire(NOW + 1);
        assertThat(fired).containsExactly("t0", "t1", "t2", "t3", "t4");
    }

    @Test
    void firesOneAlsoIfThereIsNoTime() {
        put("a", NOW, NOW);
        put("b", NOW, NOW);
        fire(NOW, new FireBounds(10, Duration.ZERO));
        assertThat(fired).containsExactly("a");
    }

    @Test
    void readsNothingBeforeTheMarkWhenItIsOpenedAgain() {
        put("a", NOW, NOW);
        fire(NOW);
        due.put(TimerKey.of(NOW - 1, "fired long ago"), due("fired long ago"));
        timers = open();
        fire(NOW + 1);
        assertThat(fired).containsExactly("a");
    }

    private static byte[] due(String text) {
        return ("01234567" + text).getBytes(UTF_8);
    }

    @Test
    void leavesAnEntryBehindThoseThatAreRemoved() {
        put("a", NOW, NOW);
        timers.remove("a");
        assertThat(fire(NOW)).isBetween(NOW + 1, NOW + 10_000);
        assertThat(fire(NOW + 10_000)).isEqualTo(TimerStores.NEVER);
        assertThat(due.all()).isExhausted();
        assertThat(fired).isEmpty();
    }

    @Test
    void firesWhatIsPutWithATimeThatHasPassed() {
        put("a", NOW, NOW);
        fire(NOW);
        assertThat(put("b", 5, NOW)).isEqualTo(NOW + 2);
        assertThat(requireNonNull(timers.get("b")).due()).isEqualTo(Instant.ofEpochMilli(5));
        fire(NOW + 2);
        assertThat(fired).containsExactly("a", "b");
    }

    @Test
    void firesInTimeWhatIsPutAfterTheClockWasSetBack() {
        put("a", NOW, NOW);
        fire(NOW);
        put("b", NOW - 500, NOW - 1_000);
        assertThat(fire(NOW - 501)).isEqualTo(NOW - 500);
        timers = open();
        fire(NOW - 500);
        assertThat(fired).containsExactly("a", "b");
        fire(NOW + 1);
        assertThat(fired).containsExactly("a", "b");
    }

    @Test
    void anActionMayRemoveAndPutOthers() {
        for (String id : List.of("a", "b", "c")) {
            put(id, NOW, NOW);
        }
        long next = timers.fire(NOW, ALL, timer -> {
                    fired.add(timer.id());
                    timers.remove("b");
                    if (timer.id().equals("a")) {
                        put("aa", NOW, NOW);
                    }
                })
                .next();
        assertThat(fired).containsExactly("a");
        assertThat(next).isEqualTo(NOW);
        fire(NOW);
        assertThat(fired).containsExactly("a", "aa", "c");
    }

    @Test
    void listsThoseWithAPrefixPageByPage() {
        for (String id : List.of("b1", "a", "b3", "b2", "c")) {
            put(id, NOW, NOW);
        }
        TimerPage page = timers.list("b", "", 2, Duration.ofHours(1));
        assertThat(page.timers()).extracting(Timer::id).containsExactly("b1", "b2");
        TimerPage rest = timers.list("b", requireNonNull(page.next()), 2, Duration.ofHours(1));
        assertThat(rest.timers()).extracting(Timer::id).containsExactly("b3");
        assertThat(rest.next()).isNull();
        assertThat(timers.list("", "", 2, Duration.ZERO).timers())
                .extracting(Timer::id)
                .containsExactly("a");
    }

    /** Against a map from ids to the times under which timers are filed. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void firesEachOnceAndNoneBeforeItIsDue(int seed) {
        Random random = new Random(seed);
        Map<String, Long> expected = new HashMap<>();
        long now = NOW;
        for (int step = 0; step < 3_000; step++) {
            String id = "t" + random.nextInt(50);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> expected.put(id, putAt(id, now + random.nextInt(30_000) - 1_000, now));
                case 3 -> assertThat(timers.remove(id)).isEqualTo(expected.remove(id) != null);
                case 4 -> timers = open();
                case 5 -> now -= random.nextInt(500);
                default -> now = fireAll(now + random.nextInt(1_000), random, expected);
            }
            assertThat(timers.size()).isEqualTo(expected.size());
        }
        while (!expected.isEmpty()) {
            now = fireAll(now + 100_000, random, expected);
        }
        fire(now + 100_000);
        assertThat(due.all()).isExhausted();
        assertThat(ids.all()).isExhausted();
    }

    private long putAt(String id, long time, long now) {
        long filed = put(id, time, now);
        assertThat(filed).isBetween(time, Math.max(time, now + 2));
        return filed;
    }

    private long fireAll(long from, Random random, Map<String, Long> expected) {
        long now = from;
        boolean left = true;
        while (left) {
            long at = now;
            FireBounds bounds = new FireBounds(1 + random.nextInt(5), Duration.ofHours(1));
            left = timers.fire(at, bounds, timer -> {
                                assertThat(expected.remove(timer.id()))
                                        .isNotNull()
                                        .isLessThanOrEqualTo(at);
                                assertThat(timer.due().toEpochMilli()).isLessThanOrEqualTo(at);
                                change(random, at, expected);
                            })
                            .next()
                    <= at;
            now += left ? 1 : 0;
        }
        long end = now;
        assertThat(expected.values()).allMatch(filed -> filed > end);
        return now;
    }

    /** What an action may do to others. */
    private void change(Random random, long now, Map<String, Long> expected) {
        String id = "t" + random.nextInt(50);
        switch (random.nextInt(4)) {
            case 0 -> expected.put(id, putAt(id, now + random.nextInt(2_000) - 500, now));
            case 1 -> assertThat(timers.remove(id)).isEqualTo(expected.remove(id) != null);
            default -> {}
        }
    }
}
