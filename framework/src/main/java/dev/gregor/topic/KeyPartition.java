package dev.gregor.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.utils.Utils;

/** Where Kafka's default partitioner sends a key, by which everything of one key is found in one partition. */
public final class KeyPartition {

    private KeyPartition() {}

    /** The partition of a record key, from 0, for this number of partitions. */
    public static int of(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** The partition of a key that is text, such as the id of an aggregate. */
    public static int of(String key, int partitions) {
        return of(key.getBytes(UTF_8), partitions);
    }
}
