package dev.gregor.command.gateway;

import dev.gregor.command.OutcomeRecord;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/**
 * The logical types of the events of one command, as an outcome holds them. Those of many events take a byte or two for each
 * event, so that an outcome stays far smaller than its events.
 *
 * @param types one for each event, or each once if there is an order
 * @param order for each event the index of its type; empty for few events
 */
public record EventTypes(List<String> types, List<Integer> order) {

    /** With more events than this there is an order. */
    static final int MAX_UNORDERED = 100;

    /** Of events with these types. */
    public static EventTypes of(List<String> ofEvents) {
        if (ofEvents.size() <= MAX_UNORDERED) {
            return new EventTypes(ofEvents, List.of());
        }
        Map<String, Integer> indexes = new HashMap<>();
        List<String> types = new ArrayList<>();
        List<Integer> order = new ArrayList<>(ofEvents.size());
        for (String type : ofEvents) {
            order.add(indexes.computeIfAbsent(type, unknown -> {
                types.add(unknown);
                return types.size() - 1;
            }));
        }
        return new EventTypes(types, order);
    }

    /** The type of each event of a command with this outcome. */
    public static List<String> in(OutcomeRecord outcome) {
        List<String> types = outcome.getEventTypes();
        List<Integer> order = outcome.getEventOrder();
        return order.isEmpty() ? types : new InOrder(types, order);
    }

    private static final class InOrder extends AbstractList<String> implements RandomAccess {

        private final List<String> types;
        private final List<Integer> order;

        InOrder(List<String> types, List<Integer> order) {
            this.types = types;
            this.order = order;
        }

        @Override
        public String get(int event) {
            return types.get(order.get(event));
        }

        @Override
        public int size() {
            return order.size();
        }
    }
}
