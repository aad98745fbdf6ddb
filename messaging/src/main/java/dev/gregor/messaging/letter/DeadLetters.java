package dev.gregor.messaging.letter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.DryRun.Result;
import dev.gregor.messaging.letter.LetterRequest.Action;
import dev.gregor.messaging.letter.audit.AuditEntry;
import dev.gregor.messaging.letter.audit.AuditPage;
import dev.gregor.messaging.publish.ProducerSettings;
import dev.gregor.messaging.subscribe.progress.SubscriptionGroups;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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

    private static final Duration DRY_RUN_TIMEOUT = Duration.ofSeconds(10);

    private final MessagingSettings settings;
    private final Admin admin;
    private final LetterLog log;
    private final LetterReader reader;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Function<String, Optional<LetterHandler>> handlers;
    private final Duration dryRunTimeout;

    private DeadLetters(
            MessagingSettings settings,
            Admin admin,
            Function<String, Optional<LetterHandler>> handlers,
            Duration dryRunTimeout) {
        this.settings = settings;
        this.handlers = handlers;
        this.dryRunTimeout = dryRunTimeout;
        this.admin = admin;
        this.log = LetterLog.follow(settings, admin);
        this.reader = new LetterReader(settings);
        this.producer = KafkaClients.producer(ProducerSettings.of(settings));
    }

    /** Opens those of an application, without any dry runs. */
    public static DeadLetters open(MessagingSettings settings) {
        return open(settings, subscription -> Optional.empty(), DRY_RUN_TIMEOUT);
    }

    /**
     * Opens those of an application.
     *
     * @param handlers for {@linkplain #dryRun dry runs}: the subscription of this name, if it runs in this process
     * @param dryRunTimeout how long the handlers of a letter may take in a dry run
     */
    public static DeadLetters open(
            MessagingSettings settings, Function<String, Optional<LetterHandler>> handlers, Duration dryRunTimeout) {
        Admin admin = Admin.create(KafkaClients.withoutIds(settings.kafka()));
        try {
            return new DeadLetters(settings, admin, handlers, dryRunTimeout);
        } catch (RuntimeException e) {
            admin.close();
            throw e;
        }
    }

    /**
     * Lists all letters: those that failed first come first, those that are behind another after it. Where there may be many, ask for
     * {@linkplain #page pages}.
     */
    public List<DeadLetter> list(LetterFilter filter) {
        return matching(filter).sorted(Comparator.comparing(LetterPosition::of)).toList();
    }

    /**
     * Lists letters page by page, in the same order.
     *
     * @param after the cursor of the page before; nothing for the first page
     * @throws IllegalArgumentException if that is no cursor
     */
    public LetterPage page(LetterFilter filter, Optional<String> after, int limit) {
        return LetterPage.of(matching(filter), after, limit);
    }

    private Stream<DeadLetter> matching(LetterFilter filter) {
        log.catchUp();
        return log.letters().stream().map(LetterEntry::value).filter(filter::matches);
    }

    /** Finds a letter by its id. */
    public Optional<DeadLetter> find(String id) {
        log.catchUp();
        return log.find(id).map(LetterEntry::value);
    }

    private DeadLetter require(String id) {
        return find(id).orElseThrow(
                        () -> new PermanentException("There is no dead letter '%s'; list them".formatted(id)));
    }

    /** Groups all letters by subscription, class of the exception and logical type, the largest group first. */
    public List<LetterGroup> groups() {
        return matching(LetterFilter.all())
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
        return show(require(id));
    }

    /**
     * Shows a letter that was listed with what its event says.
     *
     * @throws PermanentException if its record is gone
     */
    public LetterContent show(DeadLetter letter) {
        return show(letter, letter.recordTopic());
    }

    private LetterContent show(DeadLetter letter, String topic) {
        ConsumerRecord<byte[], byte[]> record = reader.read(letter, topic);
        List<LetterContent.Header> headers = new ArrayList<>();
        record.headers()
                .forEach(each -> headers.add(new LetterContent.Header(
                        each.key(), each.value() == null ? "" : new String(each.value(), UTF_8))));
        return new LetterContent(
                letter,
                headers,
                LetterEditor.original(letter, record)
                        .map(place -> show(letter.writtenAt(place.offset()), place.topic())),
                header(headers, MessageHeaders.ERROR_STACKTRACE).orElse(""),
                record.value(),
                data(letter, record.value()));
    }

    private static Optional<String> header(List<LetterContent.Header> headers, String name) {
        return headers.stream()
                .filter(each -> each.name().equals(name))
                .map(LetterContent.Header::value)
                .findFirst();
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
        return request(LetterRequest.of(Action.RETRY, filter, perSecond, by, ""));
    }

    /** Has a single letter handled again, and then those behind it, as {@link #retry(LetterFilter, double, String)} does. */
    public String retry(String id, String by) {
        return retry(LetterFilter.id(id), 0, by);
    }

    /**
     * Takes letters out of the way without handling them; their records stay in the topic of dead letters. Those behind them are handled. Letters
     * that nobody handles any more, as their subscription does not run or no longer reads their topic, are out of the way when this returns.
     *
     * @param reason why, for those who ask later
     * @param by who wants it
     * @return names the request, for {@link #left}
     */
    public String discard(LetterFilter filter, String reason, String by) {
        String id = request(LetterRequest.of(Action.DISCARD, filter, 0, by, reason));
        log.requests().stream()
                .filter(each -> each.value().id().equals(id))
                .findFirst()
                .ifPresent(this::discardAbandoned);
        return id;
    }

    private void discardAbandoned(LetterEntry<LetterRequest> request) {
        SubscriptionGroups groups = new SubscriptionGroups(admin, settings.app());
        List<DeadLetter> abandoned = left(request)
                .filter(each -> groups.missing(each.subscription(), each.place().topic())
                        .isPresent())
                .toList();
        long last = -1;
        for (DeadLetter each : abandoned) {
            dropEdits(each);
            send(log.audit().record(request.value().audit(each, AuditEntry.Outcome.DISCARDED, "")));
            last = send(log.removal(each));
        }
        log.awaitOffset(last);
        if (!abandoned.isEmpty() && left(request).findAny().isEmpty()) {
            log.awaitOffset(send(log.removal(request.value())));
        }
    }

    private void dropEdits(DeadLetter letter) {
        for (LetterEntry<LetterRequest> each : log.requests()) {
            if (each.value().edits(letter)) {
                send(log.audit().record(each.value().lost()));
                send(log.removal(each.value()));
            }
        }
    }

    /**
     * Gives a letter another value and has it handled again, and then those behind it. The letter with the value that the event had stays in the
     * topic of dead letters as it is, and the new one names its place and who has edited it. If it fails, the letter has the new value, and one
     * more try.
     *
     * @param data the new value, in plain JSON of the schema that the letter was written with
     * @param reason why, for those who ask later; may be empty
     * @param by who wants it
     * @return names the request, for {@link #left}
     * @throws dev.gregor.json.InvalidFieldException if the data do not follow the schema
     * @throws PermanentException if there is no such letter, it is only behind another one, is being edited, cannot be edited, or becomes too large
     */
    public String edit(String id, JsonNode data, String reason, String by) {
        DeadLetter letter = require(id);
        if (!letter.hasFailed()) {
            throw new PermanentException(
                    "Dead letter %s has not failed itself: edit the one that it is behind".formatted(id));
        }
        if (log.requests().stream()
                .anyMatch(each -> each.value().action() == Action.EDIT
                        && id.equals(each.value().filter().id()))) {
            throw new PermanentException("Dead letter %s is being edited; see what becomes of that".formatted(id));
        }
        long offset = send(new LetterEditor(settings).edit(letter, reader.read(letter), data, by));
        return request(LetterRequest.of(Action.EDIT, LetterFilter.id(id), 0, by, reason)
                .writtenAt(letter.recordTopic(), offset));
    }

    /**
     * Calls the present handlers with letters, the oldest first, one after the other, and keeps nothing of it but the entries of the audit log:
     * what the handlers publish is not sent, no letter changes. What they do outside Kafka is done, unless they heed
     * {@code Outgoing.isDryRun()}. Handlers that do not return in time are interrupted, and the letters behind are not tried.
     *
     * @param limit how many letters, at most
     * @param by who wants it
     */
    public List<DryRun> dryRun(LetterFilter filter, int limit, String by) {
        List<DryRun> runs = new ArrayList<>();
        Optional<DryRun> late = Optional.empty();
        for (DeadLetter each : page(filter, Optional.empty(), limit).letters()) {
            DryRun run = late.map(before -> DryRun.notRun(each, before)).orElseGet(() -> dryRun(each));
            late = late.or(() -> Optional.of(run).filter(any -> any.result() == Result.TIMED_OUT));
            runs.add(run);
            send(log.audit().record(run.audit(by)));
        }
        return runs;
    }

    private DryRun dryRun(DeadLetter letter) {
        Optional<LetterHandler> handler = handlers.apply(letter.subscription());
        if (handler.isEmpty()) {
            return DryRun.notRun(
                    letter,
                    "Subscription '%s' does not run in this process: ask one in which it does"
                            .formatted(letter.subscription()));
        }
        try {
            return handler.get().dryRun(letter, reader.read(letter), dryRunTimeout);
        } catch (PermanentException gone) {
            return DryRun.notRun(letter, String.valueOf(gone.getMessage()));
        }
    }

    /**
     * Reads who did what with letters, the newest first.
     *
     * @param letter only of this letter
     * @param before where the page before has ended
     */
    public AuditPage audit(Optional<String> letter, OptionalLong before, int limit) {
        return log.audit().page(letter, before, limit);
    }

    private String request(LetterRequest request) {
        send(log.audit().record(request.asked()));
        log.awaitOffset(send(log.record(request)));
        return request.id();
    }

    private long send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get().offset();
        } catch (ExecutionException e) {
            throw new TransientException("Topic %s was not written: %s".formatted(record.topic(), e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while topic %s was written".formatted(record.topic()), e);
        }
    }

    /** What is asked for and not done yet, in the order in which it was asked for. */
    public List<RequestProgress> requests() {
        log.catchUp();
        return log.requests().stream()
                .map(each -> {
                    List<DeadLetter> left = left(each).toList();
                    return new RequestProgress(each.value(), left.size(), missing(left));
                })
                .toList();
    }

    private Stream<DeadLetter> left(LetterEntry<LetterRequest> request) {
        return log.letters().stream()
                .filter(each -> request.value().action() == Action.EDIT
                        ? request.value().edits(each.value())
                        : each.logOffset() < request.logOffset()
                                && request.value().filter().matches(each.value()))
                .map(LetterEntry::value);
    }

    private List<String> missing(List<DeadLetter> left) {
        SubscriptionGroups groups = new SubscriptionGroups(admin, settings.app());
        return left.stream()
                .map(each -> new Source(each.subscription(), each.place().topic()))
                .distinct()
                .flatMap(each -> groups.missing(each.subscription(), each.topic()).stream())
                .toList();
    }

    /** What handles letters, and where their events were. */
    private record Source(String subscription, String topic) {}

    /** How many of the letters that a request is for are left, those that have failed again not counted; 0 once it is done. */
    public long left(String request) {
        log.catchUp();
        return log.requests().stream()
                .filter(each -> each.value().id().equals(request))
                .mapToLong(each -> left(each).count())
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
