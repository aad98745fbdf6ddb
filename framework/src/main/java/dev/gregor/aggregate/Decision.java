package dev.gregor.aggregate;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;

/** What an aggregate makes of a command: the events that happen, or why nothing does. */
public sealed interface Decision {

    /** Accepts the command; the events happen in this order. No event at all is fine: accepted, nothing to do. */
    static Decision events(SpecificRecord... events) {
        return new Accepted(List.of(events));
    }

    /** Accepts the command with events that are already in a list. */
    static Decision events(List<? extends SpecificRecord> events) {
        return new Accepted(List.copyOf(events));
    }

    /**
     * Refuses the command.
     *
     * @param code the domain's stable code for the reason, such as {@code not-active}
     * @param detail a sentence for people, with the offending value and what would be right
     */
    static Decision reject(String code, String detail) {
        return new Rejected(code, detail);
    }

    /**
     * The command was accepted.
     *
     * @param events what happens, in order; may be empty
     */
    record Accepted(List<SpecificRecord> events) implements Decision {

        /** Copies the events. */
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /**
     * The command was refused; nothing happens.
     *
     * @param code lower-case letters, digits and hyphens
     * @param detail a sentence for people
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
    }
}
