package dev.gregor.messaging.letter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.LetterRequest.Action;
import dev.gregor.messaging.publish.ProducerSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of the subscriptions of an application: lists them, shows them, and says what is to be done with them. It is done by the
 * instance that has the partition, in the order of the key, as soon as there is one; what is asked for survives restarts of all of them.
 *
 * <pre>{@code
 * try (DeadLetters letters = DeadLetters.open(settings)) {
 *     letters.groups().forEach(System.out::println);
 *     letters.retry(LetterFilter.all().ofSubscription("welcome-mail"), 500, "ann");
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads. All methods throw a {@link TransientException} if the brokers do not answer.
 */
public final class DeadLetters implements AutoCloseable {

    private final MessagingSettings settings;
    private final Admin admin;
    private final LetterLog log;
    private final LetterReader reader;
    private final KafkaProducer<byte[], byte[]> producer;

    private DeadLetters(MessagingSettings settings, Admin admin) {
        this.settings = settings;
        this.admin = admin;
        this.log = LetterLog.follow(settings, admin);
        this.reader = new LetterReader(settings);
        this.producer = KafkaClients.producer(ProducerSettings.of(settings));
    }

    /** Opens those of an application. */
    public static DeadLetters open(MessagingSettings settings) {
        Admin admin = Admin.create(KafkaClients.withoutIds(settings.kafka()));
        try {
            return new DeadLetters(settings, admin);
        } catch (RuntimeException e) {
            admin.close();
            throw e;
        }
    }

    /** Lists letters: those that failed first come first, those that are behind another after it. */
    public List<DeadLetter> list(LetterFilter filter) {
        log.catchUp();
        return log.letters().stream()
                .map(LetterEntry::value)
                .filter(filter::matches)
                .sorted(Comparator.comparing(LetterPage::cursor))
                .toList();
    }

    /**
     * Lists letters page by page, in the same order.
     *
     * @param after the cursor of the page before; nothing for the first page
     */
    public LetterPage page(LetterFilter filter, Optional<String> after, int limit) {
        return LetterPage.of(list(filter), after, limit);
    }

    /** Finds a letter by its id. */
    public Optional<DeadLetter> find(String id) {
        return list(LetterFilter.id(id)).stream().findFirst();
    }

    /** Groups all letters by subscription, class of the exception and logical type, the largest group first. */
    public List<LetterGroup> groups() {
        return list(LetterFilter.all()).stream()
                .map(LetterGroup::of)
                .collect(Collectors.toMap(LetterGroup::filter, each -> each, LetterGroup::and))
                .values()
                .stream()
                .sorted(Comparator.comparingLong(LetterGroup::count).reversed())
                .toList();
    }

    /**
     * Shows a letter with what its event says.
     *
     * @throws PermanentException if there is no such letter, or its record is gone
     */
    public LetterContent show(String id) {
        return show(find(id).orElseThrow(
                        () -> new PermanentException("There is no dead letter '%s'; list them".formatted(id))));
    }

    /**
     * Shows a letter that was listed with what its event says.
     *
     * @throws PermanentException if its record is gone
     */
    public LetterContent show(DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> record = reader.read(letter);
        List<LetterContent.Header> headers = new ArrayList<>();
        record.headers()
                .forEach(each -> headers.add(new LetterContent.Header(
                        each.key(), each.value() == null ? "" : new String(each.value(), UTF_8))));
        return new LetterContent(
                letter,
                headers,
                headers.stream()
                        .filter(each -> each.name().equals(MessageHeaders.ERROR_STACKTRACE))
                        .map(LetterContent.Header::value)
                        .findFirst()
                        .orElse(""),
                record.value(),
                data(letter, record.value()));
    }

    private Optional<GenericRecord> data(DeadLetter letter, byte @Nullable [] value) {
        try {
            return Optional.ofNullable(value)
                    .map(bytes -> settings.codec().decode(letter.place().topic(), bytes));
        } catch (PermanentException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Has letters handled again, each once: those that have failed, and after each that succeeds those behind it, in the order of the key,
     * until one of these fails. A letter that fails again stays, with one more try. A letter that is behind another is meant with that one.
     *
     * @param perSecond how many letters a second at most, over all instances; 0 for no limit
     * @param by who wants it
     * @return names the request, for {@link #left}
     */
    public String retry(LetterFilter filter, double perSecond, String by) {
        return request(Action.RETRY, filter, perSecond, by, "");
    }

    /** Has a single letter handled again, and then those behind it, as {@link #retry(LetterFilter, double, String)} does. */
    public String retry(String id, String by) {
        return retry(LetterFilter.id(id), 0, by);
    }

    /**
     * Takes letters out of the way without handling them; their records stay in the topic of dead letters. Those behind them are handled.
     *
     * @param reason why, for those who ask later
     * @param by who wants it
     * @return names the request, for {@link #left}
     */
    public String discard(LetterFilter filter, String reason, String by) {
        return request(Action.DISCARD, filter, 0, by, reason);
    }

    private String request(Action action, LetterFilter filter, double perSecond, String by, String reason) {
        LetterRequest request = new LetterRequest(
                UUID.randomUUID().toString(),
                action,
                filter,
                perSecond,
                by,
                reason,
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        try {
            RecordMetadata written = producer.send(log.record(request)).get();
            log.awaitOffset(written.offset());
            return request.id();
        } catch (ExecutionException e) {
            throw new TransientException("The request could not be written: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while a request was written", e);
        }
    }

    /** What is asked for and not done yet, in the order in which it was asked for. */
    public List<RequestProgress> requests() {
        log.catchUp();
        return log.requests().stream()
                .map(each -> new RequestProgress(each.value(), left(each)))
                .toList();
    }

    private long left(LetterEntry<LetterRequest> request) {
        return log.letters().stream()
                .filter(each -> each.logOffset() < request.logOffset()
                        && request.value().filter().matches(each.value()))
                .count();
    }

    /** How many of the letters that a request is for are left, those that have failed again not counted; 0 once it is done. */
    public long left(String request) {
        return requests().stream()
                .filter(each -> each.request().id().equals(request))
                .mapToLong(RequestProgress::left)
                .sum();
    }

    /** Whether a request is done, so that letters it was for are handled, discarded, or have failed again. */
    public boolean isDone(String request) {
        log.catchUp();
        return log.requests().stream().noneMatch(each -> each.value().id().equals(request));
    }

    @Override
    public void close() {
        log.close();
        reader.close();
        producer.close();
        admin.close();
    }
}
