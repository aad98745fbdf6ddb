package dev.gregor.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.command.OutcomeKind;
import dev.gregor.command.OutcomeRecord;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypesTest {

    private static OutcomeRecord outcome(EventTypes types) {
        return new OutcomeRecord(
                OutcomeKind.ACCEPTED, 1L, types.types(), -1L, List.of(), 0, 1L, null, null, types.order(), null, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 101, 10_000})
    void givesTheTypeOfEachEventInOrder(int events) {
        List<String> types = IntStream.range(0, events)
                .mapToObj(i -> "lab.event-" + i % 7 + ".v1")
                .toList();

        assertThat(EventTypes.in(outcome(EventTypes.of(types)))).isEqualTo(types);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 100_000})
    void holdsEachTypeOfManyEventsOnce(int events) {
        List<String> types = IntStream.range(0, events)
                .mapToObj(i -> "lab.event-" + i % 3 + ".v1")
                .toList();

        assertThat(EventTypes.of(types).types()).containsExactly("lab.event-0.v1", "lab.event-1.v1", "lab.event-2.v1");
    }
}
