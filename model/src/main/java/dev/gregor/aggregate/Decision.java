package dev.gregor.aggregate;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;

/**
 * The result of deciding a command: either the events to record, or a rejection. Immutable.
 *
 * <pre>{@code
 * return account.getCents() >= command.getCents()
 *         ? Decision.events(new Withdrawn(command.getCents()))
 *         : Decision.reject("overdrawn", "The account has " + account.getCents() + " cents");
 * }</pre>
 */
public sealed interface Decision {

    /**
     * Accepts the command and records the events in this order, all of them or none. Without an event the command is accepted
     * and changes nothing.
     */
    static Decision events(SpecificRecord... events) {
        return new Accepted(List.of(events));
    }

    /** Accepts the command and records the events of the list; otherwise as {@link #events(SpecificRecord...)}. */
    static Decision events(List<? extends SpecificRecord> events) {
        return new Accepted(List.copyOf(events));
    }

    /**
     * Rejects the command. No event is recorded, and the sender gets the code and the detail.
     *
     * @param code the reason as a code for programs, such as {@code not-active}: a lower-case letter, then up to 62 lower-case
     *     letters, digits and hyphens
     * @param detail the reason as a sentence for people, with the wrong value and what would be right
     * @throws IllegalArgumentException if the code has another form
     */
    static Decision reject(String code, String detail) {
        return new Rejected(code, detail);
    }

    /** What the function for this kind of decision makes of it. */
    <T> T match(Function<Accepted, T> ifAccepted, Function<Rejected, T> ifRejected);

    /**
     * The command is accepted.
     *
     * @param events the events to record, in order; may be empty
     */
    record Accepted(List<SpecificRecord> events) implements Decision {

        /** Copies the events. */
        public Accepted {
            events = List.copyOf(events);
        }

        @Override
        public <T> T match(Function<Accepted, T> ifAccepted, Function<Rejected, T> ifRejected) {
            return ifAccepted.apply(this);
        }
    }

    /**
     * The command is rejected, and no event is recorded.
     *
     * @param code the reason for programs, see {@link Decision#reject}
     * @param detail the reason for people
     */
    record Rejected(String code, String detail) implements Decision {

        private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9-]{0,62}");

        /** Checks the code. */
        public Rejected {
            if (!CODE.matcher(code).matches()) {
                throw new IllegalArgumentException(
                        "'" + code + "' is no rejection code: expected lower-case letters, digits and hyphens");
            }
        }

        @Override
        public <T> T match(Function<Accepted, T> ifAccepted, Function<Rejected, T> ifRejected) {
            return ifRejected.apply(this);
        }
    }
}
