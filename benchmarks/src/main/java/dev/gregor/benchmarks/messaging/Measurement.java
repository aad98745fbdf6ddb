package dev.gregor.benchmarks.messaging;

import static java.util.Locale.ROOT;

import dev.gregor.benchmarks.account.Deposited;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.messaging.MessagingRequest.Sizes;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Measures one side, and prints its figures once they are verified. */
final class Measurement {

    private static final List<Integer> PERCENTILES = List.of(50, 95, 99);

    /** A subscriber of any side that runs. */
    private interface Subscribed extends AutoCloseable {
        @Override
        void close();
    }

    private final MessagingRequest wanted;
    private final Sizes sizes;
    private final Map<String, Object> kafka;
    private final GregorSide gregor;

    Measurement(MessagingRequest wanted) {
        this.wanted = wanted;
        this.sizes = wanted.sizes();
        this.kafka = wanted.kafka();
        this.gregor = new GregorSide(kafka);
    }

    void run() {
        switch (wanted.task()) {
            case PUBLISH -> publish();
            case SUBSCRIBE -> subscribe();
            case LATENCY -> latency();
            case FAILURES -> failures();
        }
    }

    private void publish() {
        String topic = name("published", wanted.side());
        EventTopic.create(kafka, topic);
        Window acknowledged = Window.withWarmUp(sizes.events());
        try (EventPublisher publisher = publisher(topic)) {
            publishAll(publisher, acknowledged);
        }
        Reading reading = new Reading(Window.of(acknowledged.all()));
        whileRunning(new BareSubscriber(kafka, topic, reading)::close, reading::requireAllInOrder);
        figure("published a second", acknowledged.perSecond());
    }

    /** Both sides read what Gregor has published in this round. */
    private void subscribe() {
        String topic = name("published", Side.GREGOR);
        Reading reading = new Reading(Window.withWarmUp(sizes.events()));
        if (EventTopic.create(kafka, topic)) {
            fill(topic, reading.window().all());
        }
        whileRunning(subscriber(topic, reading), reading::requireAllInOrder);
        figure("handled a second", reading.window().perSecond());
    }

    private void latency() {
        String topic = name("paced", wanted.side());
        EventTopic.create(kafka, topic);
        Pace pace = new Pace(sizes.perSecond(), sizes.warmUpSeconds(), sizes.seconds());
        try (EventPublisher publisher = publisher(topic)) {
            whileRunning(subscriber(topic, pace), () -> pace.run(publisher));
        }
        figures("due to acknowledged", pace.untilPublished());
        figures("due to handled", pace.untilHandled());
    }

    private void failures() {
        String topic = name("failing", wanted.side());
        EventTopic.create(kafka, topic);
        Window window = Window.withWarmUp(sizes.failing());
        fill(topic, window.all());
        boolean ordered = wanted.side() == Side.GREGOR;
        Failures failures = new Failures(window);
        var letters = new LetterReader(kafka, topic + (ordered ? ".dlq" : "-dlt"), failures::letter);
        whileRunning(letters::close, () -> whileRunning(subscriber(topic, failures), window::await));
        failures.verify(ordered);
        figure("handled or a dead letter a second, of failing ones", window.perSecond());
        figure("dead letters of failing ones", failures.numberOfLetters());
    }

    private static void whileRunning(Subscribed subscriber, Runnable work) {
        try (subscriber) {
            work.run();
        }
    }

    private void fill(String topic, int events) {
        try (EventPublisher publisher = gregor.publisher(topic)) {
            publishAll(publisher, Window.of(events));
        }
    }

    private static void publishAll(EventPublisher publisher, Window acknowledged) {
        for (int number = 0; number < acknowledged.all(); number++) {
            publisher.publish(number, acknowledged::count);
        }
        acknowledged.await();
    }

    private EventPublisher publisher(String topic) {
        return switch (wanted.side()) {
            case GREGOR -> gregor.publisher(topic);
            case BARE -> new BarePublisher(kafka, topic);
            case SPRING -> throw new IllegalArgumentException("Spring publishes nothing here");
        };
    }

    private Subscribed subscriber(String topic, Consumer<Deposited> handler) {
        return switch (wanted.side()) {
            case GREGOR -> gregor.subscribe(topic, handler)::close;
            case BARE -> new BareSubscriber(kafka, topic, handler)::close;
            case SPRING -> new SpringSubscriber(kafka, topic, handler)::close;
        };
    }

    private String name(String what, Side side) {
        return "%s-%s-%d".formatted(what, side.name().toLowerCase(ROOT), wanted.round());
    }

    private void figures(String what, Histogram nanos) {
        PERCENTILES.forEach(each -> figure("%s, p%d ms".formatted(what, each), nanos.getValueAtPercentile(each) / 1e6));
    }

    private void figure(String what, double value) {
        System.out.println(Json.line(new MessagingFigure(what, wanted.side(), wanted.round(), value)));
    }
}
