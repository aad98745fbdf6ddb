package dev.gregor.messaging.subscribe;

import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.mail.Counted;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A subscriber of numbered events that notes what it has handled. */
class Events extends Subscriber {

    final List<String> handled = new CopyOnWriteArrayList<>();
    final List<String> begun = new CopyOnWriteArrayList<>();

    Events(String name, String topic, Handler<Counted> handler) {
        this(name, handler, events -> events.topics(topic));
    }

    Events(String name, Handler<Counted> handler, Consumer<Events> settings) {
        super(name);
        on("count.counted.v1", Counted.class, (message, outgoing) -> {
            begun.add(name(message));
            handler.handle(message, outgoing);
            handled.add(name(message));
        });
        settings.accept(this);
    }

    static String name(Message<Counted> message) {
        return message.key() + message.data().getNumber();
    }

    /** The numbers of a key, in the order in which they were handled. */
    List<Integer> of(String key) {
        return handled.stream()
                .filter(each -> each.startsWith(key))
                .map(each -> Integer.valueOf(each.substring(key.length())))
                .collect(Collectors.toList());
    }
}
