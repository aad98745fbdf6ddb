package dev.gregor.aggregate;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decides one kind of command. It must be pure: no clock, no random source, no input or output, no change of the state
 * or the command; take time and ids from the context. Called by several threads.
 *
 * <p>To refuse a command return {@link Decision#reject}. If the function throws, nothing is recorded, the command
 * becomes a dead letter and its outcome is {@code Failed}.
 *
 * @param <S> the class of the state
 * @param <C> the class of the command
 */
@FunctionalInterface
public interface Decide<S extends SpecificRecord, C extends SpecificRecord> {

    /**
     * Returns the decision for a command.
     *
     * @param state the state; null if the aggregate does not exist
     */
    Decision decide(@Nullable S state, C command, CommandContext context);
}
