package dev.gregor.messaging.flow;

import dev.gregor.messaging.envelope.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * Messages on their way through a {@link Flow}. What is said of a stage several times happens to each message several times. What is published has
 * the correlation id of the message that it comes from, that message as its cause, and an id that is the same whenever it is handled again.
 *
 * @param <E> the class of the data
 */
public final class Stage<E extends SpecificRecord> {

    private final Flow flow;
    private final Class<E> type;
    private final List<Step> steps = new ArrayList<>();

    Stage(Flow flow, Class<E> type) {
        this.flow = flow;
        this.type = type;
    }

    Class<E> type() {
        return type;
    }

    List<Step> steps() {
        return steps;
    }

    /** Goes on with those messages that satisfy this. */
    public Stage<E> filter(Predicate<Message<E>> condition) {
        return each(type, message -> condition.test(message) ? List.of(message) : List.of());
    }

    /** Goes on with other data. */
    public <R extends SpecificRecord> Stage<R> map(Class<R> data, Function<Message<E>, R> translation) {
        return each(data, message -> List.of(Item.message(message, message.key(), translation.apply(message))));
    }

    /** Goes on with each of several data, or with none. */
    public <R extends SpecificRecord> Stage<R> split(Class<R> data, Function<Message<E>, List<R>> parts) {
        return each(
                data,
                message -> parts.apply(message).stream()
                        .map(part -> Item.message(message, message.key(), part))
                        .toList());
    }

    /** Goes on under another key, under which it is published then. */
    public Stage<E> withKey(Function<Message<E>, String> key) {
        return each(type, message -> List.of(Item.message(message, key.apply(message), message.data())));
    }

    private <R extends SpecificRecord> Stage<R> each(Class<R> data, Function<Message<E>, List<Message<R>>> function) {
        Stage<R> next = new Stage<>(flow, data);
        steps.add(new Step.Each<>(function, next.steps));
        return next;
    }

    /**
     * Goes on with what a row of a table adds. Messages travel to the partition of the row first, by an internal topic. The row is that of the
     * moment at which a message gets there.
     *
     * @param key the key of the row
     * @param joiner gets the row, if there is one
     */
    public <T extends SpecificRecord, R extends SpecificRecord> Stage<R> enrich(
            Class<R> data,
            Table<T> table,
            Function<Message<E>, String> key,
            BiFunction<Message<E>, Optional<T>, R> joiner) {
        Stage<R> next = new Stage<>(flow, data);
        Step.Work<E> work = (message, row, state, passOn) -> passOn.accept(
                Item.message(message, message.key(), joiner.apply(message, state.get(row, table.data()))));
        keyed(new Step.KeyedStep<>(flow.lookUp(table), table, type, key, work, next.steps));
        return next;
    }

    /** Goes on with folds of the messages that have the same key of this kind. */
    public Grouped<E> by(Function<Message<E>, String> key) {
        return new Grouped<>(this, key);
    }

    <S extends SpecificRecord> Stage<S> fold(
            String name, Function<Message<E>, String> key, Class<S> state, Step.Work<E> work) {
        flow.requireFold(name);
        Stage<S> next = new Stage<>(flow, state);
        keyed(new Step.KeyedStep<>(name, null, type, key, work, next.steps));
        return next;
    }

    private void keyed(Step.KeyedStep<E> step) {
        flow.add(step);
        steps.add(step);
    }

    /** Publishes the messages. */
    public void to(String topic) {
        send(message -> topic, Set.of(topic));
    }

    /**
     * Publishes each message to the topic that is its.
     *
     * @param route the topic of a message
     * @param topics all that there may be; a message for another one is a dead letter
     */
    public void route(Function<Message<E>, String> route, String... topics) {
        send(route, Set.of(topics));
    }

    private void send(Function<Message<E>, String> topic, Set<String> topics) {
        flow.addTargets(topics);
        steps.add(new Step.Send<>(topic, topics));
    }
}
