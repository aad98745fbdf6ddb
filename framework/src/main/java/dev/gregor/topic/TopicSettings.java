package dev.gregor.topic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The settings of a topic as they are, beside what they have to be.
 *
 * @param mayExpire whether a topic that keeps everything may have a retention all the same
 */
record TopicSettings(TopicSpec spec, Config actual, boolean mayExpire) {

    private static final String CLEANUP = TopicConfig.CLEANUP_POLICY_CONFIG;
    private static final String MAX_BYTES = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
    private static final List<String> RETENTION =
            List.of(TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG);

    /** The settings by which the topic loses records, with the values that end that. */
    Map<String, String> losing() {
        Map<String, String> losing = new LinkedHashMap<>();
        if (!isCleanedUpAsExpected()) {
            losing.put(CLEANUP, expected(CLEANUP));
        }
        if (spec.kind() == TopicSpec.Kind.LOG && !mayExpire && !value(CLEANUP).isEmpty()) {
            RETENTION.stream()
                    .filter(each -> !value(each).equals("-1"))
                    .forEach(each -> losing.put(each, expected(each)));
        }
        return losing;
    }

    private boolean isCleanedUpAsExpected() {
        return spec.isCompacted()
                ? value(CLEANUP).equals(TopicConfig.CLEANUP_POLICY_COMPACT)
                : !value(CLEANUP).contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    /** The settings by which the topic refuses records, with the values that end that. */
    Map<String, String> refusing() {
        return Long.parseLong(value(MAX_BYTES)) < spec.maxMessageBytes()
                ? Map.of(MAX_BYTES, expected(MAX_BYTES))
                : Map.of();
    }

    /** What is wrong with some of its settings, and what puts that right. */
    String problem(Map<String, String> wrong) {
        String only = RETENTION.containsAll(wrong.keySet()) ? ", or set gregor.events-may-expire=true" : "";
        return "topic '%s' has %s, expected %s: run kafka-configs --alter --topic %s --add-config %s%s"
                .formatted(spec.name(), present(wrong), text(wrong), spec.name(), text(wrong), only);
    }

    /** These settings as they are. */
    String present(Map<String, String> settings) {
        return settings.keySet().stream().map(each -> each + '=' + value(each)).collect(Collectors.joining(", "));
    }

    private static String text(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(each -> each.getKey() + '=' + each.getValue())
                .collect(Collectors.joining(","));
    }

    private String value(String setting) {
        return actual.get(setting).value();
    }

    private String expected(String setting) {
        return String.valueOf(spec.settings().get(setting));
    }
}
