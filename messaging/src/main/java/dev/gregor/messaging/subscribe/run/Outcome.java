package dev.gregor.messaging.subscribe.run;

import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How the handling of a record has ended. */
public sealed interface Outcome {

    /** Does what follows from it. */
    void match(Consumer<Done> done, Consumer<Failed> failed, Consumer<Down> down);

    /** It is handled, and publishes these. */
    record Done(List<ProducerRecord<byte[], byte[]>> published) implements Outcome {
        @Override
        public void match(Consumer<Done> done, Consumer<Failed> failed, Consumer<Down> down) {
            done.accept(this);
        }
    }

    /** It has failed; a permanent failure is not tried again. */
    record Failed(Throwable reason, boolean permanent) implements Outcome {
        @Override
        public void match(Consumer<Done> done, Consumer<Failed> failed, Consumer<Down> down) {
            failed.accept(this);
        }
    }

    /** Something that it needs does not answer. */
    record Down(Throwable reason) implements Outcome {
        @Override
        public void match(Consumer<Done> done, Consumer<Failed> failed, Consumer<Down> down) {
            down.accept(this);
        }
    }
}
