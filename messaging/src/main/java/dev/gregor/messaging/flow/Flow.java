package dev.gregor.messaging.flow;

import dev.gregor.message.MessageType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;

/**
 * Says how messages of some topics become messages of others, where that takes what is known of a key: the row of a table, or a fold of
 * the messages before. Subclass it, and say in the constructor what becomes of each logical type. What needs only the message itself is simpler
 * in a {@link dev.gregor.messaging.subscribe.Subscriber}.
 *
 * <pre>{@code
 * public final class BigOrders extends Flow {
 *     public BigOrders() {
 *         super("big-orders");
 *         Table<Customer> customers = table("customers", "customer.registered.v1", Customer.class);
 *         from("orders")
 *                 .on("order.placed.v1", OrderPlaced.class)
 *                 .filter(order -> order.data().getAmount() > 1000)
 *                 .enrich(BigOrder.class, customers, order -> order.data().getCustomer(), BigOrders::bigOrder)
 *                 .to("big-orders");
 *     }
 * }
 * }</pre>
 *
 * <p>Functions are called by several threads, are called again for a message after a failure, and are to depend on their arguments alone. A message
 * with which one throws is a dead letter in {@code <topic>.dlq}, and has no other effect on this side of the last internal topic; the messages after it go on. A {@link
 * dev.gregor.failure.TransientException} makes the thread wait instead, with all its partitions.
 */
public abstract class Flow {

    private static final Pattern FOLD = Pattern.compile("(?!read$|table-|file-|enrich-)[a-z][a-z0-9-]{0,62}");

    private final String name;
    private final List<FlowSource> sources = new ArrayList<>();
    private final Map<String, Table<?>> tables = new LinkedHashMap<>();
    private final List<Step.Keyed> keyed = new ArrayList<>();
    private final Set<String> targets = new HashSet<>();

    /**
     * Begins with the name, which is a part of the names of the consumer group and of the internal topics: another name begins anew.
     *
     * @param name lower-case letters, digits and hyphens
     * @throws IllegalArgumentException if it is malformed
     */
    protected Flow(String name) {
        this.name = MessageType.requireAggregateType(name);
    }

    /** The name. */
    public final String name() {
        return name;
    }

    /** Reads messages of these topics, from the earliest on. */
    protected final FlowSource from(String... topics) {
        List.of(topics).forEach(each -> requireOneUse(each, tables.containsKey(each)));
        FlowSource source = new FlowSource(this, List.of(topics));
        sources.add(source);
        return source;
    }

    /**
     * Keeps the last message of each key of a compacted topic, for {@link Stage#enrich}.
     *
     * @param topic the topic; a record without a value removes its key
     * @param type the logical type, such as {@code customer.registered.v1}; others are passed over
     */
    protected final <T extends SpecificRecord> Table<T> table(String topic, String type, Class<T> data) {
        requireOneUse(topic, sources.stream().anyMatch(each -> each.topics().contains(topic)));
        Table<T> table = new Table<>(topic, MessageType.parse(type), data);
        if (tables.putIfAbsent(topic, table) != null) {
            throw new IllegalArgumentException(
                    "Flow '%s' has a table of topic '%s' already; give one".formatted(name, topic));
        }
        return table;
    }

    private void requireOneUse(String topic, boolean isUsed) {
        if (isUsed) {
            throw new IllegalArgumentException(
                    "Flow '%s' has topic '%s' in from(...) and in table(...); make another flow for one of them"
                            .formatted(name, topic));
        }
    }

    final List<FlowSource> sources() {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException(
                    "Flow '%s' reads nothing: call from(...) in its constructor".formatted(name));
        }
        return sources;
    }

    final Map<String, Table<?>> tables() {
        return tables;
    }

    final List<Step.Keyed> keyed() {
        return keyed;
    }

    final Set<String> targets() {
        return targets;
    }

    /** A name for a look-up, by its number among those in the same table. */
    final String lookUp(Table<?> table) {
        long before = keyed.stream().filter(each -> table.equals(each.table())).count();
        return "enrich-" + table.topic() + (before == 0 ? "" : "-" + (before + 1));
    }

    final void requireFold(String fold) {
        if (!FOLD.matcher(fold).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no name of a fold: expected up to 63 lower-case letters, digits and hyphens, not 'read', and not beginning with table-, file- or enrich-"
                            .formatted(fold));
        }
    }

    final void add(Step.Keyed step) {
        if (keyed.stream().anyMatch(each -> each.name().equals(step.name()))) {
            throw new IllegalArgumentException(
                    "Flow '%s' has a fold '%s' already; give another name".formatted(name, step.name()));
        }
        keyed.add(step);
    }

    final void addTargets(Set<String> topics) {
        targets.addAll(topics);
    }
}
