package dev.gregor.avro;

import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** How the subject is named under which a registry keeps the versions of a schema; names are Confluent's. */
enum SubjectNames {
    TOPIC("TopicNameStrategy") {
        @Override
        String subject(String topic, boolean key, Schema schema) {
            return topic + (key ? "-key" : "-value");
        }
    },
    RECORD("RecordNameStrategy") {
        @Override
        String subject(String topic, boolean key, Schema schema) {
            return schema.getFullName();
        }
    },
    TOPIC_RECORD("TopicRecordNameStrategy") {
        @Override
        String subject(String topic, boolean key, Schema schema) {
            return topic + "-" + schema.getFullName();
        }
    };

    private final String strategy;

    SubjectNames(String strategy) {
        this.strategy = strategy;
    }

    abstract String subject(String topic, boolean key, Schema schema);

    /** The strategy of a setting, which may be a class of Confluent's, its name, or the name without the package. */
    static SubjectNames of(Map<String, ?> settings, String setting, SubjectNames defaultNames) {
        Object value = settings.get(setting);
        if (value == null) {
            return defaultNames;
        }
        String name = value instanceof Class<?> type
                ? type.getName()
                : value.toString().trim();
        return Arrays.stream(values())
                .filter(names -> names.strategy.equals(name.substring(name.lastIndexOf('.') + 1)))
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        setting, value, "Use TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy."));
    }
}
