package dev.gregor.messaging.letter;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant: those that have all that is given.
 *
 * <pre>{@code
 * letters.retry(LetterFilter.all().ofSubscription("welcome-mail").withException("java.net.ConnectException"));
 * }</pre>
 *
 * @param id the {@linkplain DeadLetter#id() id} of a single one
 * @param subscription the name of a subscription
 * @param exception the class of the exception
 * @param type the logical type
 * @param key the record key
 * @param topic the topic that the event was in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LetterFilter(
        @Nullable String id,
        @Nullable String subscription,
        @Nullable String exception,
        @Nullable String type,
        @Nullable String key,
        @Nullable String topic) {

    /** Returns the filter that lets all pass. */
    public static LetterFilter all() {
        return new LetterFilter(null, null, null, null, null, null);
    }

    /** Returns the filter of a single letter. */
    public static LetterFilter id(String id) {
        return new LetterFilter(id, null, null, null, null, null);
    }

    /** Returns this with a subscription. */
    public LetterFilter ofSubscription(String name) {
        return new LetterFilter(id, name, exception, type, key, topic);
    }

    /** Returns this with the class of an exception. */
    public LetterFilter withException(String name) {
        return new LetterFilter(id, subscription, name, type, key, topic);
    }

    /** Returns this with a logical type. */
    public LetterFilter ofType(String logicalType) {
        return new LetterFilter(id, subscription, exception, logicalType, key, topic);
    }

    /** Returns this with a record key. */
    public LetterFilter ofKey(String recordKey) {
        return new LetterFilter(id, subscription, exception, type, recordKey, topic);
    }

    /** Returns this with the topic that the event was in. */
    public LetterFilter fromTopic(String name) {
        return new LetterFilter(id, subscription, exception, type, key, name);
    }

    /** Whether a letter has all that is given. */
    public boolean matches(DeadLetter letter) {
        return is(id, letter.id())
                && is(subscription, letter.subscription())
                && is(exception, letter.failure().exception())
                && is(type, letter.type())
                && is(key, letter.key())
                && is(topic, letter.place().topic());
    }

    private static boolean is(@Nullable String wanted, String found) {
        return wanted == null || wanted.equals(found);
    }
}
