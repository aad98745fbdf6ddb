package org.apache.kafka.common.utils;

import javax.management.ObjectName;

/** Debezium 3.6 calls it for the names of its metrics; Kafka 4.4 has none. */
public final class Sanitizer {

    private Sanitizer() {}

    /** The text as a value in the name of an MBean. */
    public static String jmxSanitize(String text) {
        return ObjectName.quote(text);
    }
}
