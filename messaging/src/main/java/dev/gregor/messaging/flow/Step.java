package dev.gregor.messaging.flow;

import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.envelope.Message;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What is done with the messages of a stage. The types are those that {@link Stage} has checked. */
sealed interface Step {

    /** Does it, and collects what it leads to. */
    void apply(Item item, Effects effects);

    /** The first steps behind it, or it itself, that have a state. */
    Stream<Keyed> keyed();

    /** Makes none, one or several messages of one. */
    record Each<E extends SpecificRecord, R extends SpecificRecord>(
            Function<Message<E>, List<Message<R>>> function, List<Step> next) implements Step {

        @Override
        public void apply(Item item, Effects effects) {
            function.apply(cast(item.message())).forEach(each -> effects.run(next, item.with(each)));
        }

        @Override
        public Stream<Keyed> keyed() {
            return next.stream().flatMap(Step::keyed);
        }
    }

    /** Publishes. */
    record Send<E extends SpecificRecord>(Function<Message<E>, String> topic, Set<String> topics) implements Step {

        @Override
        public void apply(Item item, Effects effects) {
            String target = topic.apply(cast(item.message()));
            if (!topics.contains(target)) {
                throw new PermanentException("A message is for topic '%s', which route(...) does not name among %s"
                        .formatted(target, topics));
            }
            effects.publish(target, item);
        }

        @Override
        public Stream<Keyed> keyed() {
            return Stream.empty();
        }
    }

    /** What is done where the state of a key is. */
    interface Keyed {

        /** The name in those of internal topics. */
        String name();

        /** The table whose rows are its state; null if it has a state of its own. */
        @Nullable
        Table<?> table();

        /** The class of the data that come to it. */
        Class<? extends SpecificRecord> type();

        /** The name of its store. */
        default String store() {
            Table<?> looked = table();
            return looked == null ? name() : looked.store();
        }

        /** Does it with a message that has come to its partition. */
        void work(Item item, String key, FlowState state, Effects effects);

        /** The first steps behind it that have a state. */
        Stream<Keyed> keyedBehind();
    }

    /** What is done with a message of a key, and the state of that. */
    interface Work<E extends SpecificRecord> {
        void apply(Message<E> message, String key, FlowState state, Consumer<Message<?>> passOn);
    }

    /** Sends messages where the state of their keys is, and goes on there. */
    record KeyedStep<E extends SpecificRecord>(
            String name,
            @Nullable Table<?> table,
            Class<E> type,
            Function<Message<E>, String> key,
            Work<E> work,
            List<Step> next)
            implements Step, Keyed {

        @Override
        public void apply(Item item, Effects effects) {
            String row = key.apply(cast(item.message()));
            if (row == null) {
                throw new PermanentException(
                        "The key for '%s' of a message is null: give one, or leave the message out by filter(...)"
                                .formatted(name));
            }
            effects.carry(this, row, item);
        }

        @Override
        public Stream<Keyed> keyed() {
            return Stream.of(this);
        }

        @Override
        public Stream<Keyed> keyedBehind() {
            return next.stream().flatMap(Step::keyed);
        }

        @Override
        public void work(Item item, String row, FlowState state, Effects effects) {
            work.apply(cast(item.message()), row, state, each -> effects.run(next, item.with(each)));
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends SpecificRecord> Message<E> cast(Message<?> message) {
        return (Message<E>) message;
    }
}
