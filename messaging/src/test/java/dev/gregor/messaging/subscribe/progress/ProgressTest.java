package dev.gregor.messaging.subscribe.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {

    @Test
    void commitsTheFirstThatIsNotDone() {
        Progress progress = Progress.from(10);
        for (long offset = 10; offset < 20; offset++) {
            assertThat(progress.add(offset)).isTrue();
        }
        progress.done(12);
        assertThat(progress.committable().offset()).isEqualTo(10);
        progress.done(10);
        progress.done(11);
        assertThat(progress.committable().offset()).isEqualTo(13);
    }

    @Test
    void commitsBehindTheLastRecordWhenAllAreDone() {
        Progress progress = Progress.from(0);
        progress.add(7);
        progress.done(7);
        assertThat(progress.committable().offset()).isEqualTo(8);
    }

    @Test
    void whatThereIsNoRoomForIsNotHandled() {
        Progress progress = Progress.from(0);
        for (long offset = 0; offset < 10_000; offset++) {
            progress.add(offset);
        }
        progress.done(5);
        progress.done(9_990);
        OffsetAndMetadata committed = progress.committable();
        assertThat(committed.metadata()).hasSizeLessThanOrEqualTo(4_096);
        Progress again = Progress.of(committed);
        for (long offset = 0; offset < 10_000; offset++) {
            assertThat(again.add(offset)).as("offset %s", offset).isEqualTo(offset != 5);
        }
    }

    @Test
    void metadataOfOthersSayNothing() {
        for (String foreign : List.of("", "x", "{\"a\":1}", "AAAA", "////")) {
            Progress progress = Progress.of(new OffsetAndMetadata(5, foreign));
            assertThat(progress.position()).isEqualTo(5);
        }
        assertThat(Progress.of(new OffsetAndMetadata(5, "")).add(5)).isTrue();
    }

    /** Against a model: after any crash exactly those are handled again that were not done when it was committed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void remembersWhatIsDoneOverCrashes(long seed) {
        Random random = new Random(seed);
        TreeSet<Long> log = new TreeSet<>();
        for (long offset = random.nextInt(5);
                log.size() < 3_000;
                offset += 1 + (random.nextInt(20) == 0 ? random.nextInt(50_000) : 0)) {
            log.add(offset);
        }
        TreeSet<Long> done = new TreeSet<>();
        OffsetAndMetadata committed = new OffsetAndMetadata(0, "");
        while (done.size() < log.size()) {
            Progress progress = Progress.of(committed);
            List<Long> open = new ArrayList<>();
            TreeSet<Long> doneHere = new TreeSet<>(done);
            for (int i = 0; i < 5; i++) {
                for (long offset : log.tailSet(progress.position()).stream()
                        .limit(progress.isFull() ? 0 : 200)
                        .toList()) {
                    boolean wanted = progress.add(offset);
                    assertThat(wanted).as("offset %d", offset).isEqualTo(!done.contains(offset));
                    if (wanted) {
                        open.add(offset);
                    }
                }
                Collections.shuffle(open, random);
                for (int n = random.nextInt(open.size() + 1); n > 0; n--) {
                    long offset = open.remove(open.size() - 1);
                    progress.done(offset);
                    doneHere.add(offset);
                }
                if (random.nextBoolean()) {
                    committed = progress.committable();
                    done = new TreeSet<>(doneHere);
                    assertThat(committed.metadata().length()).isLessThanOrEqualTo(4096);
                }
            }
        }
    }
}
