package dev.gregor.spring;

import java.util.Map;

/**
 * How to reach brokers.
 *
 * @param servers {@code host:port,...}
 * @param texts settings of Kafka clients
 * @param objects further ones with values that are no text
 */
record KafkaConnection(String servers, Map<String, String> texts, Map<String, Object> objects) {}
