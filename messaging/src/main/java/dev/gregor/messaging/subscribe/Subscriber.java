package dev.gregor.messaging.subscribe;

import dev.gregor.message.MessageHeaders;
import dev.gregor.message.MessageType;
import dev.gregor.messaging.envelope.CloudEventForm;
import dev.gregor.messaging.subscribe.queue.QueueSpec;
import dev.gregor.messaging.subscribe.run.SubscriptionSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Says which messages are handled, and how. Subclass it, and say in the constructor which topics it reads and what it does with each
 * logical type.
 *
 * <pre>{@code
 * public final class WelcomeMail extends Subscriber {
 *     public WelcomeMail(Mailer mailer) {
 *         super("welcome-mail");
 *         topics("user-events");
 *         on("user.registered.v1", UserRegistered.class, (message, outgoing) -> mailer.welcome(message.data()));
 *     }
 * }
 * }</pre>
 *
 * <p>Messages of one key are handled one after the other, in the order of the topic; those of different keys at the same time.
 * Messages of other types are passed over. What cannot be handled becomes a dead letter, and so do the later messages of its key, which
 * follow when it is retried or discarded.
 */
public abstract class Subscriber {

    private static final String LETTERS = ".dlq";
    private static final String RETRIES = ".retry";

    final String name;
    private final Set<String> topics = new HashSet<>();
    private final List<Pattern> patterns = new ArrayList<>();
    final Map<MessageType, List<Route<?>>> routes = new HashMap<>();
    final Map<String, List<ChangeRoute<?>>> changes = new HashMap<>();
    Predicate<Throwable> down = ServiceDownException.class::isInstance;
    private RetryPolicy retries = RetryPolicy.standard();
    private int concurrency;
    private int deduplicated = 1_000;
    private int parkedPerKey = 10_000;
    private int parkedInAll = 100_000;
    private boolean ordered = true;
    private boolean broadcast;
    private @Nullable String json;
    private boolean fromNow;
    private boolean queue;
    private final Map<String, Integer> weights = new HashMap<>();
    private List<Duration> laterRetries = List.of();

    /**
     * Begins with the name, which is a part of the name of the consumer group: another name reads from the beginning again.
     *
     * @param name lower-case letters, digits and hyphens
     * @throws IllegalArgumentException if it is malformed
     */
    protected Subscriber(String name) {
        this.name = MessageType.requireAggregateType(name);
    }

    /** The name. */
    public final String name() {
        return name;
    }

    /** The names of the topics that it reads, sorted; those that it reads by the form of their names are not among them. */
    public final List<String> topicNames() {
        return topics.stream().sorted().toList();
    }

    /** The forms of names of topics that it reads, as regular expressions. */
    public final List<String> topicPatterns() {
        return patterns.stream().map(Pattern::pattern).toList();
    }

    /** The class of the data of each logical type that it handles; of several handlers that of the first. */
    public final Map<String, Class<? extends SpecificRecord>> handledTypes() {
        Map<String, Class<? extends SpecificRecord>> handled = new HashMap<>();
        routes.forEach(
                (type, handlers) -> handled.put(type.toString(), handlers.get(0).type()));
        return handled;
    }

    /** Reads these topics. */
    protected final void topics(String... names) {
        topics.addAll(List.of(names));
    }

    /** Reads the topics with names of this form, those too that are made later; never topics of dead letters and of retries. */
    protected final void topicsLike(String regex) {
        patterns.add(Pattern.compile(regex));
    }

    /**
     * Handles messages of a logical type. If several handlers of one type let a message pass, they are called in the order given, and
     * after a failure of one, all of them again.
     *
     * @param type the logical type, such as {@code user.registered.v1}
     * @throws IllegalArgumentException if it is malformed
     */
    protected final <E extends SpecificRecord> Route<E> on(String type, Class<E> data, Handler<E> handler) {
        Route<E> route = new Route<>(data, handler);
        routes.computeIfAbsent(MessageType.parse(type), each -> new ArrayList<>())
                .add(route);
        return route;
    }

    /**
     * Reads a topic of Debezium, and handles the changes of its table.
     *
     * <pre>{@code
     * changes("shop.public.customers", Customer.class, (change, outgoing) -> {
     *     switch (change.kind()) {
     *         case CREATED, CHANGED -> customers.put(change.key(), change.after());
     *         case DELETED -> customers.remove(change.key());
     *     }
     * });
     * }</pre>
     *
     * @param row a class with the columns that are wanted
     */
    protected final <E extends SpecificRecord> ChangeRoute<E> changes(
            String topic, Class<E> row, ChangeHandler<E> handler) {
        topics(topic);
        ChangeRoute<E> route = new ChangeRoute<>(row, handler);
        changes.computeIfAbsent(topic, each -> new ArrayList<>()).add(route);
        return route;
    }

    /**
     * Takes records without a logical type, as programs write them that know of no CloudEvents, for JSON of this type.
     *
     * @param type the logical type, such as {@code user.registered.v1}
     * @throws IllegalArgumentException if it is malformed
     */
    protected final void untypedJsonIs(String type) {
        json = MessageType.parse(type).toString();
    }

    /** The record, with the type and form that it is taken for if it says none. */
    final ConsumerRecord<byte[], byte[]> typed(ConsumerRecord<byte[], byte[]> record) {
        if (json != null
                && record.headers().lastHeader(MessageHeaders.TYPE) == null
                && (record.headers().lastHeader(MessageHeaders.CONTENT_TYPE) == null
                        || CloudEventForm.isPlainJson(record.headers()))) {
            return CloudEventForm.json(record, json);
        }
        return record;
    }

    /** How many messages an instance handles at the same time; 16 unless it is said, 4 of a queue. */
    protected final void concurrency(int handlers) {
        concurrency = requirePositive("concurrency", handlers);
    }

    /** How often a message is tried before it is a dead letter; {@link RetryPolicy#standard()} unless it is said. */
    protected final void retries(RetryPolicy policy) {
        retries = policy;
    }

    /**
     * Handles a message again after each of these delays, once, if it has failed as often as {@link #retries} allow, before it is a dead letter.
     * Meanwhile it waits in the topic {@code <topic>.retry}, and the later messages of its key behind it, whatever is restarted. A
     * {@link dev.gregor.failure.PermanentException} ends that.
     *
     * @throws IllegalArgumentException if one is negative
     */
    protected final void laterRetries(Duration... delays) {
        for (Duration each : delays) {
            if (each.isNegative()) {
                throw new IllegalArgumentException("laterRetries has %s: no delay is negative".formatted(each));
            }
        }
        laterRetries = List.of(delays);
    }

    /** Takes these exceptions, besides {@link ServiceDownException}, for a service that is down, which is no fault of the message. */
    protected final void downOn(Predicate<Throwable> exceptions) {
        down = down.or(exceptions);
    }

    /**
     * How far back in its partition a message with the same source and id is looked for, which makes the later one a repetition that
     * is passed over; 1,000 records unless it is said, 0 for none.
     */
    protected final void deduplicate(int records) {
        if (records < 0) {
            throw new IllegalArgumentException("deduplicate is %d: give 0 or more records".formatted(records));
        }
        deduplicated = records;
    }

    /**
     * How many dead letters there may be of a key, and in all, before the subscription waits for somebody to deal with them; 10,000
     * and 100,000 unless it is said.
     */
    protected final void parkedAtMost(int perKey, int inAll) {
        parkedPerKey = requirePositive("perKey", perKey);
        parkedInAll = requirePositive("inAll", inAll);
    }

    /** Handles all messages at the same time, those of one key, too; a dead letter holds up no others. */
    protected final void unordered() {
        ordered = false;
    }

    /**
     * Every instance gets every message, from its start on. A message that an instance cannot handle is in the topic of dead letters, but
     * in no list, and holds up no others: another instance may have handled it.
     */
    protected final void broadcast() {
        broadcast = true;
        fromNow = true;
        ordered = true;
    }

    /**
     * Takes the topics for queues: each message is work for any instance, in no order, so that there may be more handlers than partitions
     * and a long one holds up nobody. The instances are members of a share group (KIP-932); the cluster has to have these.
     *
     * <p>A message is locked for the one that handles it, for as long as that takes, and is handled at least once: again if the process
     * ends before it is acknowledged. What a handler publishes is sent before that, under ids by which subscribers pass over the second one.
     * A message that fails is handed to the topic {@code gregor.queues.<app>.<name>}, and tried again from there, as in any subscription.
     */
    protected final void queue() {
        queue = true;
        ordered = false;
    }

    /**
     * Takes a topic for a queue, with its share of the {@linkplain #concurrency handlers}: a topic of weight 10 has ten times as many as one of
     * {@link #topics}, which have a weight of 1, and each has one at least. They are for no other topic, so that none waits for ever.
     *
     * @throws IllegalArgumentException if the weight is not from 1 to 1,000
     */
    protected final void queue(String topic, int weight) {
        if (weight < 1 || weight > 1_000) {
            throw new IllegalArgumentException("The weight of '%s' is %d: give 1 to 1000".formatted(topic, weight));
        }
        topics(topic);
        weights.put(topic, weight);
        queue();
    }

    /** Begins with the messages that come after the first start; otherwise with the earliest there are. */
    protected final void fromNow() {
        fromNow = true;
    }

    /**
     * How it is to be run.
     *
     * @throws IllegalArgumentException if it has no topics
     */
    final SubscriptionSpec spec() {
        if (topics.isEmpty() && patterns.isEmpty()) {
            throw new IllegalArgumentException(
                    "Subscriber '%s' has no topics: call topics(...) in its constructor".formatted(name));
        }
        return new SubscriptionSpec(
                name,
                Set.copyOf(topics),
                patterns.isEmpty() ? null : allTopics(),
                handlers(16),
                deduplicated,
                parkedPerKey,
                parkedInAll,
                ordered,
                broadcast,
                fromNow,
                retries.retries(),
                retries::delayNanos,
                laterRetries);
    }

    /** How the messages of this topic are tried again that have failed in a queue. */
    final SubscriptionSpec failuresSpec(String failures) {
        return new SubscriptionSpec(
                name,
                Set.of(failures),
                null,
                handlers(4),
                deduplicated,
                parkedPerKey,
                parkedInAll,
                false,
                false,
                false,
                retries.retries(),
                retries::delayNanos,
                laterRetries);
    }

    final boolean isQueue() {
        return queue;
    }

    /**
     * How it is to be run as a queue.
     *
     * @throws IllegalArgumentException if it has no topics, or those of a pattern, or is for every instance
     */
    final QueueSpec queueSpec() {
        if (topics.isEmpty() || !patterns.isEmpty() || broadcast) {
            throw new IllegalArgumentException(
                    "Subscriber '%s' is a queue: give the names of its topics, no patterns and no broadcast()"
                            .formatted(name));
        }
        Map<String, Integer> all = new HashMap<>();
        topics.forEach(each -> all.put(each, weights.getOrDefault(each, 1)));
        return new QueueSpec(name, all, handlers(4), fromNow);
    }

    private int handlers(int otherwise) {
        return concurrency == 0 ? otherwise : concurrency;
    }

    private Pattern allTopics() {
        String any = Stream.concat(
                        topics.stream().map(Pattern::quote), patterns.stream().map(Pattern::pattern))
                .collect(Collectors.joining("|"));
        return Pattern.compile(
                "(?!.*(?:" + Pattern.quote(LETTERS) + '|' + Pattern.quote(RETRIES) + ")$)(?:" + any + ")");
    }

    private static int requirePositive(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException("%s is %d: give 1 or more".formatted(what, number));
        }
        return number;
    }
}
