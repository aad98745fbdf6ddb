package dev.gregor.messaging.subscribe.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns(1);
    private final List<Integer> had = new ArrayList<>();

    private void ask(int weight, int times) {
        for (int i = 0; i < times; i++) {
            turns.ask(weight).thenRun(() -> had.add(weight));
        }
    }

    private void end(int times) {
        for (int i = 0; i < times; i++) {
            turns.end();
        }
    }

    @Test
    void sharesTurnsByWeight() {
        ask(1, 100);
        ask(10, 1_000);
        end(110);
        assertThat(Collections.frequency(had.subList(1, 111), 10)).isBetween(99, 101);
        assertThat(had.subList(1, 13)).contains(1);
    }

    @Test
    void givesAllTurnsToThoseThatWait() {
        ask(1, 5);
        end(4);
        assertThat(had).hasSize(5);
    }

    @Test
    void doesNotMakeUpForTimesInWhichNoneWaited() {
        ask(1, 101);
        end(100);
        ask(10, 50);
        ask(1, 50);
        end(44);
        assertThat(Collections.frequency(had.subList(101, had.size()), 10)).isBetween(39, 41);
    }

    @Test
    void hasSeveralAtOnce() {
        Turns three = new Turns(3);
        List<Integer> begun = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            three.ask(1).thenRun(() -> begun.add(number));
        }
        assertThat(begun).containsExactly(0, 1, 2);
        three.end();
        assertThat(begun).containsExactly(0, 1, 2, 3);
    }
}
