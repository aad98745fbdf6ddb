package dev.gregor.avro;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The settings of Confluent's Avro serializer about subjects and their schemas. */
record SubjectConfig(SubjectNames names, boolean key, AbstractConfig settings) {

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define("auto.register.schemas", ConfigDef.Type.BOOLEAN, true, Importance.MEDIUM, "Register what is new.")
            .define(
                    "use.latest.version",
                    ConfigDef.Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Write with the subject's latest schema.")
            .define("latest.compatibility.strict", ConfigDef.Type.BOOLEAN, true, Importance.LOW, "Check it before.")
            .define(
                    "avro.remove.java.properties",
                    ConfigDef.Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Register without Java's hints.");

    /** Settings of the values of Gregor's topics, on each of which there are records of many kinds. */
    static SubjectConfig ofValues(Map<String, ?> settings) {
        return of(settings, false, SubjectNames.TOPIC_RECORD);
    }

    /** Settings as Confluent's serializers take them. */
    static SubjectConfig of(Map<String, ?> settings, boolean key, SubjectNames defaultNames) {
        String setting = (key ? "key" : "value") + ".subject.name.strategy";
        SubjectNames names = SubjectNames.of(settings, setting, defaultNames);
        return new SubjectConfig(names, key, new AbstractConfig(DEFINITION, settings, false));
    }

    String subject(String topic, Schema schema) {
        return names.subject(topic, key, schema);
    }

    boolean registers() {
        return settings.getBoolean("auto.register.schemas");
    }

    boolean usesLatest() {
        return settings.getBoolean("use.latest.version");
    }

    boolean isStrict() {
        return settings.getBoolean("latest.compatibility.strict");
    }

    boolean removesJavaProperties() {
        return settings.getBoolean("avro.remove.java.properties");
    }
}
