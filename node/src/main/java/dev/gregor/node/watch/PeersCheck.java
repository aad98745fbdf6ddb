package dev.gregor.node.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Whether the instances of one application reach each other.
 *
 * @param here {@code host:port} under which this one is announced to the others; null for none
 * @param id of this instance
 * @param others where the others are
 * @param nowhere partitions that are neither here nor in an instance that says where it is
 * @param ask the id of the instance at an address; fails with the reason if none answers there
 */
public record PeersCheck(
        @Nullable String here,
        String id,
        Supplier<Set<String>> others,
        Supplier<Set<TopicPartition>> nowhere,
        Function<String, CompletableFuture<String>> ask) {

    private static final Duration WAIT = Duration.ofSeconds(5);

    /** Whether another instance answers where this one is announced. */
    public Optional<String> taken() throws InterruptedException {
        if (here == null) {
            return Optional.empty();
        }
        try {
            String answered = answer(here);
            return answered.isEmpty() || answered.equals(id)
                    ? Optional.empty()
                    : Optional.of("This instance is announced as %s, where another one answers: give each its own"
                                    .formatted(here)
                            + " gregor.application-server");
        } catch (ExecutionException notFromHere) {
            return Optional.empty();
        }
    }

    /** Which of the others cannot be reached, and so what cannot be read here. */
    public Optional<String> unreachable() throws InterruptedException {
        List<String> findings = new ArrayList<>();
        for (String other : others.get()) {
            try {
                answer(other);
            } catch (ExecutionException e) {
                findings.add(
                        "%s: its partitions cannot be read from here. See that it runs, or".formatted(e.getMessage())
                                + " start it with a gregor.application-server that this one reaches");
            }
        }
        Set<TopicPartition> unknown = nowhere.get();
        if (!unknown.isEmpty()) {
            findings.add(
                    "Another instance has %s and is announced under no address of its own: these cannot be read from here."
                                    .formatted(names(unknown))
                            + " Start each instance with its own gregor.application-server (this one is "
                            + (here == null ? "announced under none)" : here + ")"));
        }
        return findings.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", findings));
    }

    private static List<String> names(Set<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::toString).sorted().collect(Collectors.toList());
    }

    private String answer(String address) throws ExecutionException, InterruptedException {
        try {
            return ask.apply(address).get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ExecutionException(cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new ExecutionException(
                    "Instance %s does not answer within %d s".formatted(address, WAIT.toSeconds()), e);
        }
    }
}
