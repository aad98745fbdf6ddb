package dev.gregor.messaging.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.failure.PermanentException;
import dev.gregor.json.InvalidFieldException;
import dev.gregor.json.JsonText;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.letter.DryRun;
import dev.gregor.messaging.letter.LetterContent;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.letter.LetterHandler;
import dev.gregor.messaging.letter.LetterPage;
import dev.gregor.messaging.letter.audit.AuditEntry;
import dev.gregor.messaging.letter.audit.AuditEntry.Action;
import dev.gregor.messaging.letter.audit.AuditEntry.Outcome;
import dev.gregor.messaging.letter.audit.AuditPage;
import dev.gregor.messaging.mail.EmailSent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class LetterActionsTest extends Letters {

    private final List<String> dryRuns = new CopyOnWriteArrayList<>();

    private static JsonNode json(String text) {
        return JsonText.read(text.getBytes(UTF_8));
    }

    private LetterFilter ours() {
        return LetterFilter.all().ofSubscription(group);
    }

    /** Publishes a mail for each number; fails for those below 0. */
    private Events mails(String topic, String mails) {
        return new Events(
                group,
                (message, outgoing) -> {
                    if (outgoing.isDryRun()) {
                        dryRuns.add(Events.name(message));
                    }
                    fail(message, outgoing);
                    if (message.data().getNumber() < 0) {
                        throw new PermanentException("Negative");
                    }
                    outgoing.publish(mails, message.key(), new EmailSent(Events.name(message), "welcome"));
                },
                all -> {
                    all.topics(topic);
                    all.retries(QUICK);
                });
    }

    private DeadLetters with(Subscription subscription, Duration dryRunTimeout) {
        return DeadLetters.open(
                kafka.settings(),
                name -> Optional.<LetterHandler>of(subscription).filter(any -> name.equals(group)),
                dryRunTimeout);
    }

    @Test
    void aDryRunCallsTheHandlersAndKeepsNothing() {
        String topic = kafka.topic(1);
        String mails = kafka.topic(1);
        failing.addAll(List.of("a0", "b0"));
        Subscription subscription = start(mails(topic, mails));
        count(topic, "a", 0, 2);
        count(topic, "b", 0, 1);
        awaitLetters(3);
        List<DeadLetter> before = list();
        failing.remove("a0");

        try (DeadLetters with = with(subscription, Duration.ofSeconds(10))) {
            List<DryRun> runs = with.dryRun(ours(), 10, "ann");
            assertThat(runs)
                    .extracting(each -> each.letter().key(), DryRun::result)
                    .containsExactlyInAnyOrder(
                            tuple("a", DryRun.Result.HANDLED),
                            tuple("a", DryRun.Result.HANDLED),
                            tuple("b", DryRun.Result.FAILED));
            assertThat(runs)
                    .filteredOn(each -> each.result() == DryRun.Result.HANDLED)
                    .allSatisfy(each -> assertThat(each.published())
                            .containsExactly(new DryRun.Planned(mails, "a", "email.sent.v1")));
            assertThat(runs)
                    .filteredOn(each -> each.result() == DryRun.Result.FAILED)
                    .allSatisfy(each -> {
                        assertThat(each.exception()).isEqualTo(IllegalStateException.class.getName());
                        assertThat(each.message()).contains("b0");
                        assertThat(each.stackTrace()).contains("Letters.fail");
                    });
        }
        assertThat(dryRuns).containsExactlyInAnyOrder("a0", "a1", "b0");
        assertThat(list()).isEqualTo(before);
        assertThat(kafka.committed(mails)).isEmpty();
        assertThat(audit())
                .extracting(AuditEntry::action)
                .containsOnly(Action.DRY_RUN)
                .hasSize(3);
    }

    @Test
    void anEditedLetterIsHandledAndItsOriginalIsKept() {
        String topic = kafka.topic(1);
        String mails = kafka.topic(1);
        start(mails(topic, mails));
        count(topic, "a", -1, 2);
        awaitLetters(3);
        DeadLetter letter = list().get(0);
        ConsumerRecord<byte[], byte[]> original =
                kafka.committed(topic + ".dlq").get(0);

        assertThatThrownBy(() -> letters.edit(letter.id(), json("{\"number\":\"many\"}"), "", "ann"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("number");
        awaitDone(letters.edit(letter.id(), json("{\"number\":-7}"), "a guess", "ann"));
        DeadLetter again = list().get(0);
        assertThat(again.id()).isEqualTo(letter.id());
        assertThat(again.failure().tries()).isEqualTo(2);
        LetterContent shown = letters.show(again.id());
        assertThat(shown.data().orElseThrow().get("number")).isEqualTo(-7);
        assertThat(shown.original().orElseThrow().value()).isEqualTo(original.value());
        assertThat(shown.headers()).contains(new LetterContent.Header("gregor-edited-by", "ann"));

        awaitDone(letters.edit(letter.id(), json("{\"number\":40}"), "as the customer says", "ben"));
        await().untilAsserted(() -> assertThat(kafka.committed(mails))
                .extracting(each ->
                        kafka.codec.decode(mails, each.value(), EmailSent.class).getRecipient())
                .containsExactly("a40", "a0", "a1"));
        assertThat(MessageMetadata.of(kafka.committed(mails).get(0)).causationId())
                .isEqualTo(letter.eventId());
        awaitLetters(0);
        ConsumerRecord<byte[], byte[]> kept = kafka.committed(topic + ".dlq").get(0);
        assertThat(kept.value()).isEqualTo(original.value());
        assertThat(kept.headers().toArray()).isEqualTo(original.headers().toArray());
        assertThat(actions())
                .containsExactly(
                        "RELEASE ben HANDLED",
                        "RELEASE ben HANDLED",
                        "EDIT ben HANDLED",
                        "EDIT ben ASKED",
                        "EDIT ann FAILED",
                        "EDIT ann ASKED");
    }

    @Test
    void anEditIsAppliedThoughARetryWasAskedForBefore() throws Exception {
        String topic = kafka.topic(1);
        String mails = kafka.topic(1);
        Subscription first = start(mails(topic, mails));
        count(topic, "a", -1, 1);
        awaitLetters(2);
        first.close();
        String letter = list().get(0).id();
        String retry = letters.retry(ours(), 0, "ann");
        String edit = letters.edit(letter, json("{\"number\":40}"), "", "ben");
        start(mails(topic, mails));
        awaitDone(edit);
        awaitDone(retry);
        awaitLetters(0);
        assertThat(kafka.committed(mails))
                .extracting(each ->
                        kafka.codec.decode(mails, each.value(), EmailSent.class).getRecipient())
                .containsExactly("a40", "a0");
    }

    @Test
    void anEditOfALetterThatIsGoneSaysSo() throws Exception {
        String topic = kafka.topic(1);
        String mails = kafka.topic(1);
        Subscription first = start(mails(topic, mails));
        count(topic, "a", -1, 1);
        awaitLetters(2);
        first.close();
        String letter = list().get(0).id();
        String edit = letters.edit(letter, json("{\"number\":40}"), "", "ben");
        letters.discard(LetterFilter.id(letter), "a test", "ann");
        awaitDone(edit);
        awaitLetters(1);
        assertThat(actions()).contains("EDIT ben FAILED");
    }

    private List<String> actions() {
        return audit().stream()
                .map(each -> "%s %s %s".formatted(each.action(), each.by(), each.outcome()))
                .toList();
    }

    @Test
    void aLetterThatCannotBeReadIsEditedByItsType() {
        String topic = kafka.topic(1);
        String mails = kafka.topic(1);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            ProducerRecord<byte[], byte[]> garbage =
                    new ProducerRecord<>(topic, "a".getBytes(UTF_8), new byte[] {1, 2, 3});
            garbage.headers().add("ce_type", "count.counted.v1".getBytes(UTF_8));
            producer.send(garbage);
            ProducerRecord<byte[], byte[]> text =
                    new ProducerRecord<>(topic, "b".getBytes(UTF_8), "{\"number\":\"no\"}".getBytes(UTF_8));
            text.headers()
                    .add("ce_type", "count.counted.v1".getBytes(UTF_8))
                    .add("content-type", "application/json".getBytes(UTF_8));
            producer.send(text);
            producer.send(new ProducerRecord<>(topic, "c".getBytes(UTF_8), new byte[] {1}));
        }
        Events events = mails(topic, mails);
        start(events);
        awaitLetters(3);
        List<DeadLetter> all = list();
        for (DeadLetter each : all) {
            if (each.key().equals("c")) {
                assertThatThrownBy(() -> letters.edit(each.id(), json("{\"number\":1}"), "", "ann"))
                        .isInstanceOf(PermanentException.class)
                        .hasMessageContaining("schema");
            } else {
                awaitDone(letters.edit(each.id(), json("{\"number\":1}"), "", "ann"));
            }
        }
        await().untilAsserted(() -> assertThat(events.handled).containsExactlyInAnyOrder("a1", "b1"));
    }

    @Test
    void onlyWhatHasFailedItselfIsEdited() {
        String topic = kafka.topic(1);
        failing.add("a0");
        start(events(topic));
        count(topic, "a", 0, 2);
        awaitLetters(2);
        assertThatThrownBy(() -> letters.edit(list().get(1).id(), json("{\"number\":1}"), "", "ann"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("has not failed itself");
        assertThatThrownBy(() -> letters.edit("none/x/0/1", json("{}"), "", "ann"))
                .isInstanceOf(PermanentException.class);
    }

    @Test
    void whoDidWhatIsInTheAuditLog() {
        String topic = kafka.topic(1);
        failing.addAll(List.of("a0", "b0"));
        start(events(topic));
        count(topic, "a", 0, 2);
        count(topic, "b", 0, 1);
        awaitLetters(3);
        awaitDone(letters.retry(ours().ofKey("a"), 0, "ann"));
        failing.clear();
        awaitDone(letters.retry(ours().ofKey("a"), 0, "ben"));
        awaitDone(letters.discard(ours().ofKey("b"), "a test account", "eve"));
        awaitLetters(0);
        await().untilAsserted(() -> assertThat(audit()).hasSize(5));
        assertThat(audit())
                .extracting(AuditEntry::action, AuditEntry::by, AuditEntry::reason, AuditEntry::outcome)
                .containsExactlyInAnyOrder(
                        tuple(Action.RETRY, "ann", "", Outcome.FAILED),
                        tuple(Action.RETRY, "ben", "", Outcome.HANDLED),
                        tuple(Action.RELEASE, "ben", "", Outcome.HANDLED),
                        tuple(Action.DISCARD, "eve", "a test account", Outcome.DISCARDED),
                        tuple(Action.DISCARD, "eve", "a test account", Outcome.ASKED));
        AuditPage asked = letters.audit(Optional.empty(), OptionalLong.empty(), 1_000);
        assertThat(asked.entries())
                .filteredOn(
                        each -> each.outcome() == Outcome.ASKED && each.detail().contains(group))
                .extracting(AuditEntry::by)
                .containsExactly("eve", "ben", "ann");
    }

    /** What is noted of our letters, the newest first, page by page. */
    private List<AuditEntry> audit() {
        List<AuditEntry> all = new ArrayList<>();
        AuditPage page = letters.audit(Optional.empty(), OptionalLong.empty(), 3);
        while (true) {
            all.addAll(page.entries());
            if (page.next().isEmpty()) {
                break;
            }
            page = letters.audit(Optional.empty(), page.next(), 3);
        }
        return all.stream()
                .filter(each -> each.letter().startsWith(group + '/')
                        || (each.action() == Action.DISCARD && each.detail().contains(group)))
                .toList();
    }

    @Test
    void pagesHaveAllLettersInOrder() {
        String topic = kafka.topic(3);
        failing.addAll(List.of("a0", "b0", "c0", "d0"));
        start(events(topic));
        for (String key : List.of("a", "b", "c", "d")) {
            count(topic, key, 0, 2);
        }
        awaitLetters(8);
        List<DeadLetter> paged = new ArrayList<>();
        LetterPage page = letters.page(ours(), Optional.empty(), 3);
        assertThat(page.count()).isEqualTo(8);
        paged.addAll(page.letters());
        while (page.cursor().isPresent()) {
            page = letters.page(ours(), page.cursor(), 3);
            paged.addAll(page.letters());
        }
        assertThat(paged).isEqualTo(list());
        assertThatThrownBy(() -> letters.page(ours(), Optional.of("no cursor"), 3))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
