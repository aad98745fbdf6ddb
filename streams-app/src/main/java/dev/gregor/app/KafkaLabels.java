package dev.gregor.app;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps Kafka's metrics few and their labels alike: Prometheus wants the same labels of all series of a name, and state
 * stores of different kinds have different ones. As many labels stay as there were: Micrometer's binder takes a meter with
 * fewer for an outdated one of its own and removes it, also that of another client.
 */
final class KafkaLabels implements MeterFilter {

    private static final Pattern STORE = Pattern.compile("[a-z.]+\\.state\\.id");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return id.getName().startsWith("kafka.") && isOneOfMany(id) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }

    /** For each broker; and for each partition, where the same is there for the whole client. */
    private static boolean isOneOfMany(Meter.Id id) {
        return id.getTag("node.id") != null
                || (id.getName().startsWith("kafka.consumer.fetch.manager.")
                        && id.getTag("topic") != null
                        && !id.getName().endsWith(".records.lag"));
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        return id.getName().startsWith("kafka.") ? id.replaceTags(labels(id.getTags())) : id;
    }

    private static List<Tag> labels(List<Tag> tags) {
        return tags.stream()
                .map(tag -> STORE.matcher(tag.getKey()).matches() ? Tag.of("store", tag.getValue()) : tag)
                .toList();
    }
}
