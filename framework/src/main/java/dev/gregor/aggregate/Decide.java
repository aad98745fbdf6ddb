package dev.gregor.aggregate;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decides one kind of command. Must be pure: no clock, no random source, no input or output, no change of the state.
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
