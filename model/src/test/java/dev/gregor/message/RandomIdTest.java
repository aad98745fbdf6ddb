package dev.gregor.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomIdTest {

    private static final int MANY = 10_000;

    @Test
    void areRandomUuids() {
        IntStream.range(0, MANY).mapToObj(i -> RandomId.next()).forEach(id -> {
            UUID read = UUID.fromString(id);
            assertEquals(id, read.toString());
            assertEquals(4, read.version());
            assertEquals(2, read.variant());
        });
    }

    @Test
    void areDifferentInAllThreads() {
        Set<String> ids = ConcurrentHashMap.newKeySet();

        IntStream.range(0, MANY).parallel().forEach(i -> ids.add(RandomId.next()));

        assertEquals(MANY, ids.size());
    }
}
