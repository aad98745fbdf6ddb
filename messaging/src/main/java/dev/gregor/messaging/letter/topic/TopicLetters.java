package dev.gregor.messaging.letter.topic;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.LetterContent.Header;
import dev.gregor.messaging.letter.LetterLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters in a topic, of whatever has written them: lists and shows them, publishes them again in the topic that they were in before, or
 * notes that nothing is to be done with them. That is noted in one transaction with what is published, so that each is published once, also if
 * several instances are asked, or one ends in the middle. Letters of one partition keep their order. The records stay in their topic.
 *
 * <pre>{@code
 * try (TopicLetters letters = TopicLetters.open(settings)) {
 *     letters.page("orders-dlt", Optional.empty(), 100).letters().forEach(System.out::println);
 *     letters.redrive("orders-dlt", 1_000, "ann");
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads. All methods throw a {@link TransientException} if the brokers do not answer, and a {@link PermanentException} if
 * there is no such topic.
 */
public final class TopicLetters implements AutoCloseable {

    private final MessagingSettings settings;
    private final Admin admin;
    private final LetterLog log;
    private final TopicReader reader;
    private final LetterTransactions transactions;

    private TopicLetters(MessagingSettings settings, Admin admin) {
        this.settings = settings;
        this.admin = admin;
        this.log = LetterLog.follow(settings, admin);
        this.reader = new TopicReader(settings, admin);
        this.transactions = new LetterTransactions(reader, log);
    }

    /** Returns what reading and redriving the letters of topics needs to be allowed, besides Read there and Write where they come from. */
    public static Rights rights(MessagingSettings settings) {
        return Rights.of(LetterLog.rights(settings), Rights.transactions(LetterTransactions.ids(settings.app())));
    }

    /** Opens those that an application sees. Nothing is published in topics that have the names of events or states of aggregates. */
    public static TopicLetters open(MessagingSettings settings) {
        Admin admin = Admin.create(KafkaClients.withoutIds(settings.kafka()));
        try {
            return new TopicLetters(settings, admin);
        } catch (RuntimeException e) {
            admin.close();
            throw e;
        }
    }

    /**
     * Lists letters that nothing was done with.
     *
     * @param after the cursor of the page before; nothing for the first page
     * @throws IllegalArgumentException if that is no cursor
     */
    public TopicLetterPage page(String topic, Optional<String> after, int limit) {
        Place from = after.map(cursor -> place(topic, cursor)).orElse(new Place(topic, 0, 0));
        log.catchUp();
        TopicReader.Found found = reader.read(topic, from, limit, isOpen(topic));
        return new TopicLetterPage(
                found.records().stream().map(transactions::letter).toList(),
                found.next().map(next -> next.partition() + "-" + next.offset()));
    }

    private static Place place(String topic, String cursor) {
        String[] parts = cursor.split("-", 2);
        try {
            return new Place(topic, Integer.parseInt(parts[0]), Long.parseLong(parts[parts.length - 1]));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no cursor of a page of letters".formatted(cursor), e);
        }
    }

    private Predicate<ConsumerRecord<byte[], byte[]>> isOpen(String topic) {
        String notes = reader.notes(topic);
        return record -> !new LetterForm(record).isListed() && !log.isDone(TopicReader.note(notes, Place.of(record)));
    }

    /**
     * Shows a letter, also one that something was done with.
     *
     * @throws PermanentException if there is none
     */
    public TopicLetterContent show(Place place) {
        ConsumerRecord<byte[], byte[]> record = reader.read(place);
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(each -> headers.add(new Header(each.key(), LetterForm.text(each))));
        TopicLetter letter = transactions.letter(record);
        return new TopicLetterContent(
                letter,
                headers,
                new LetterForm(record).stackTrace(),
                record.value(),
                data(letter.origin().topic(), record.value()));
    }

    private Optional<GenericRecord> data(String topic, byte @Nullable [] value) {
        try {
            return Optional.ofNullable(value).map(bytes -> settings.codec().decode(topic, bytes));
        } catch (PermanentException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Publishes a letter again.
     *
     * @param by who wants it
     */
    public Redriven redrive(Place place, String by) {
        return transactions.redrive(place.topic(), open(place), by);
    }

    /**
     * Publishes letters again, partition by partition in their order. Those with an {@linkplain TopicLetter#obstacle obstacle} are left out, and
     * those that brokers refuse.
     *
     * @param limit how many, at most
     * @param by who wants it
     */
    public Redriven redrive(String topic, int limit, String by) {
        return transactions.redrive(
                topic, () -> open(topic, limit, isOpen(topic).and(this::isRedrivable)), by);
    }

    /**
     * Notes that nothing is to be done with a letter.
     *
     * @param reason why, for those who ask later
     * @param by who wants it
     */
    public Redriven discard(Place place, String reason, String by) {
        return transactions.discard(place.topic(), open(place), reason, by);
    }

    /**
     * Notes that nothing is to be done with letters.
     *
     * @param limit how many, at most
     * @param reason why, for those who ask later
     * @param by who wants it
     */
    public Redriven discard(String topic, int limit, String reason, String by) {
        return transactions.discard(topic, () -> open(topic, limit, isOpen(topic)), reason, by);
    }

    private boolean isRedrivable(ConsumerRecord<byte[], byte[]> record) {
        return transactions.letter(record).obstacle().isEmpty();
    }

    private Supplier<List<ConsumerRecord<byte[], byte[]>>> open(Place place) {
        return () -> Stream.of(reader.read(place)).filter(isOpen(place.topic())).toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> open(
            String topic, int limit, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        Optional<Place> next = Optional.of(new Place(topic, 0, 0));
        while (next.isPresent() && all.size() < limit) {
            TopicReader.Found found = reader.read(topic, next.get(), limit - all.size(), wanted);
            all.addAll(found.records());
            next = found.next();
        }
        return all;
    }

    @Override
    public void close() {
        log.close();
        admin.close();
    }
}
