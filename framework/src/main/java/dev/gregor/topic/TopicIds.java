package dev.gregor.topic;

import java.util.Optional;
import org.apache.kafka.common.Uuid;

/** Tells a topic from one of the same name that was made after it was deleted. Thread-safe. */
public interface TopicIds {

    /** Knows nothing: every topic has the id zero, and none has changed. */
    TopicIds UNKNOWN = new TopicIds() {
        @Override
        public Uuid id(String topic) {
            return Uuid.ZERO_UUID;
        }

        @Override
        public Optional<String> change(String topic) {
            return Optional.empty();
        }
    };

    /** The id that the topic had when it was asked for first; zero if that is not known. */
    Uuid id(String topic);

    /** What has become of the topic since then, in a sentence; empty if it is as it was. */
    Optional<String> change(String topic);
}
