package dev.gregor.projection.run;

import java.util.concurrent.CompletableFuture;

/** A request to do something about the parked events of a key, on its way to the thread that owns them. */
record ParkingRequest(String key, boolean discard, CompletableFuture<ParkingAnswer> answer) {

    static ParkingRequest of(String key, boolean discard) {
        return new ParkingRequest(key, discard, new CompletableFuture<>());
    }
}
