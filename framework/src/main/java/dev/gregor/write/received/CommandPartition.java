package dev.gregor.write.received;

import dev.gregor.topic.KeyPartition;

/**
 * A partition of a commands topic.
 *
 * @param topic the commands topic
 * @param number the partition
 * @param count how many partitions the topic has
 */
public record CommandPartition(String topic, int number, int count) {

    /** An aggregate lives in one partition only: taken in another one, its versions would fork. */
    void requireOwned(byte[] key) {
        int owner = KeyPartition.of(key, count);
        if (owner != number) {
            throw new UnreadableCommandException(
                    "The record is in partition %d, its key belongs to %d; send with Kafka's default partitioner (murmur2)"
                            .formatted(number, owner));
        }
    }
}
