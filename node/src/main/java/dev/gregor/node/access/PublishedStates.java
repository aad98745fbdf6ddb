package dev.gregor.node.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Conflict;
import dev.gregor.event.log.EventStore;
import dev.gregor.event.log.KeyRange;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.message.Event;
import dev.gregor.write.received.StateRepublishing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;

/**
 * Publishes states of aggregates again in the topics of states, as {@code gregor.state-topics} has them published after each change: for
 * readers that have lost theirs, and after the setting was made for aggregates that were there before. Each state goes through the partition of
 * its aggregate, so that an older one never comes behind a newer one. It has the correlation id of the event that it is of. Thread-safe.
 *
 * @param log the part of the event log that is here
 * @param commands sends commands
 * @param types the aggregate types whose states are published
 */
public record PublishedStates(LocalLog log, CommandSender commands, Set<String> types) {

    private static final int AT_ONCE = 100;
    private static final int PAGE = 1_000;

    /** How often the state may change while it is asked for again. */
    private static final int TRIES = 10;

    /** Copies the types. */
    public PublishedStates {
        types = Set.copyOf(types);
    }

    /**
     * Publishes the state of an aggregate again, or the tombstone of one that has ended.
     *
     * @return whether there is such an aggregate; fails with a {@link TransientException} if another instance has its events, which it names, and with
     *     a {@link dev.gregor.command.CommandNotAcceptedException} if the outcome is not known: ask again
     * @throws PermanentException if the states of this type are not published
     */
    public CompletableFuture<Boolean> republish(String type, String id) {
        requirePublished(type);
        Optional<String> elsewhere = log.elsewhere(type, id);
        return elsewhere.isPresent()
                ? CompletableFuture.failedFuture(
                        new TransientException("%s '%s' is in instance %s".formatted(type, id, elsewhere.get())))
                : republish(type, id, TRIES);
    }

    private CompletableFuture<Boolean> republish(String type, String id, int tries) {
        Optional<Command> command = command(type, id);
        return command.isEmpty()
                ? CompletableFuture.completedFuture(false)
                : commands.send(command.get())
                        .thenCompose(outcome -> outcome instanceof Conflict && tries > 1
                                ? republish(type, id, tries - 1)
                                : CompletableFuture.completedFuture(accepted(outcome)));
    }

    private static boolean accepted(CommandOutcome outcome) {
        outcome.orElseThrow();
        return true;
    }

    /** For the version that the log has, so that the correlation id is that of the state. */
    private Optional<Command> command(String type, String id) {
        EventStore events = log.events();
        long version = events.version(type, id);
        List<Event<?>> last = events.events(type, id, Math.max(version, 1), 1);
        return last.stream()
                .findFirst()
                .map(event -> StateRepublishing.command(type, id, version)
                        .withCorrelationId(event.metadata().correlationId()));
    }

    /**
     * Publishes the states again of all aggregates of a type whose events are in this instance, one hundred at a time. Blocks until that is done.
     *
     * @return how many these are
     * @throws dev.gregor.command.CommandNotAcceptedException if one was not published; those before it were, and all may be asked for again
     * @throws PermanentException if the states of this type are not published
     */
    public long republish(String type) {
        requirePublished(type);
        return IntStream.range(0, log.partitions())
                .filter(partition -> log.elsewhere(type, partition).isEmpty())
                .mapToLong(partition -> republish(type, partition))
                .sum();
    }

    private long republish(String type, int partition) {
        KeyRange all = KeyRange.all(PAGE);
        long count = 0;
        List<String> page = log.ids(type, partition, all);
        while (!page.isEmpty()) {
            count += page.size();
            republishAll(type, page);
            byte[] last = page.get(page.size() - 1).getBytes(UTF_8);
            page = log.ids(type, partition, all.following(KeyRange.cursor(Bytes.wrap(last))));
        }
        return count;
    }

    private void republishAll(String type, List<String> ids) {
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<CompletableFuture<Boolean>> asked = ids.subList(from, Math.min(from + AT_ONCE, ids.size())).stream()
                    .map(id -> republish(type, id))
                    .toList();
            asked.forEach(PublishedStates::await);
        }
    }

    private static void await(CompletableFuture<Boolean> asked) {
        try {
            asked.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private void requirePublished(String type) {
        if (!types.contains(type)) {
            throw new PermanentException("States of '%s' are not published; add it to gregor.state-topics, which has %s"
                    .formatted(type, types));
        }
    }
}
