package dev.gregor.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.bank.Deposit;
import dev.gregor.bank.Open;
import dev.gregor.command.OutcomeKind;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.message.MessageHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteSideTest {

    private final WriteSideHarness bank = new WriteSideHarness(SnapshotPolicy.amortised(), 1_000_000);

    @AfterEach
    void close() {
        bank.close();
    }

    @Test
    void writesTheHeadersOfAnEvent() {
        bank.send(
                "7",
                "c1",
                "open",
                new Open("ann"),
                Map.of("ce_correlationid", "order-1", "traceparent", "00-ab-cd-01", "ce_actor", "ann"));

        var event = bank.events().get(0);
        assertThat(event.key()).isEqualTo("7".getBytes(UTF_8));
        assertThat(List.of(event.headers().toArray()).stream()
                        .map(header -> header.key() + "=" + new String(header.value(), UTF_8)))
                .containsExactlyInAnyOrder(
                        "ce_specversion=1.0",
                        "ce_id=bank-account/7/1",
                        "ce_type=bank-account.opened.v1",
                        "ce_source=/gregor/app/bank-account",
                        "ce_subject=7",
                        "ce_time=2026-01-31T10:00:00Z",
                        "content-type=application/avro",
                        "ce_aggregateversion=1",
                        "ce_partitionsequence=1",
                        "ce_correlationid=order-1",
                        "ce_causationid=c1",
                        "traceparent=00-ab-cd-01",
                        "ce_actor=ann");
    }

    @Test
    void numbersVersionsPerAggregateAndSequencesPerPartition() {
        bank.send("7", "c1", "open", new Open("ann"));
        bank.send("8", "c2", "open", new Open("bob"));
        bank.send("7", "c3", "deposit", new Deposit(1L));

        assertThat(bank.events())
                .extracting(
                        event -> WriteSideHarness.header(event, MessageHeaders.ID),
                        event -> WriteSideHarness.header(event, MessageHeaders.PARTITION_SEQUENCE))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("bank-account/7/1", "1"),
                        org.assertj.core.groups.Tuple.tuple("bank-account/8/1", "2"),
                        org.assertj.core.groups.Tuple.tuple("bank-account/7/2", "3"));
    }

    @Test
    void repeatsTheOutcomeOfACommandThatWasHandledBefore() {
        OutcomeRecord first = bank.send("7", "c1", "open", new Open("ann"));
        OutcomeRecord second = bank.send("7", "c1", "open", new Open("ann"));

        assertThat(second).isEqualTo(first);
        assertThat(bank.events()).hasSize(1);
    }

    @Test
    void repeatsARejectionEvenIfTheCommandWouldNowBeAccepted() {
        assertThat(bank.send("7", "early", "deposit", new Deposit(1L)).getKind())
                .isEqualTo(OutcomeKind.REJECTED);
        bank.send("7", "c1", "open", new Open("ann"));

        OutcomeRecord again = bank.send("7", "early", "deposit", new Deposit(1L));

        assertThat(again.getCode()).isEqualTo("not-open");
    }

    @Test
    void refusesAnotherCommandUnderAnIdThatWasHandled() {
        bank.send("7", "c1", "open", new Open("ann"));

        OutcomeRecord otherData = bank.send("7", "c1", "open", new Open("bob"));
        OutcomeRecord otherType = bank.send("7", "c1", "deposit", new Deposit(1L));

        assertThat(otherData.getIdReused()).isTrue();
        assertThat(otherData.getDetail())
                .isEqualTo(
                        "The id 'c1' stands for the command 'bank-account.open.v1' with other data that '7' was sent before;"
                                + " this 'bank-account.open.v1' was not done. Send it under an id of its own");
        assertThat(otherType.getIdReused()).isTrue();
        assertThat(otherType.getDetail())
                .startsWith("The id 'c1' stands for the command 'bank-account.open.v1' that '7' was sent");
        assertThat(bank.events()).hasSize(1);
        assertThat(bank.deadLetters()).isEmpty();
        assertThat(bank.send("7", "c1", "open", new Open("ann")).getKind()).isEqualTo(OutcomeKind.ACCEPTED);
    }

    @Test
    void refusesAnotherCommandUnderTheIdOfARejectionOrAConflict() {
        bank.send("7", "rejected", "deposit", new Deposit(1L));
        bank.send("7", "conflict", "open", new Open("ann"), Map.of(MessageHeaders.EXPECTED_VERSION, "7"));

        assertThat(bank.send("7", "rejected", "deposit", new Deposit(2L)).getIdReused())
                .isTrue();
        assertThat(bank.send("7", "conflict", "open", new Open("bob")).getIdReused())
                .isTrue();
        assertThat(bank.events()).isEmpty();
    }

    @Test
    void takesACommandForTheSameWhateverElseItsHeadersSay() {
        OutcomeRecord first = bank.send("7", "c1", "open", new Open("ann"));

        assertThat(bank.send("7", "c1", "open", new Open("ann"), Map.of(MessageHeaders.EXPECTED_VERSION, "7")))
                .isEqualTo(first);
        assertThat(bank.send("7", "c1", "open", new Open("ann"), Map.of(MessageHeaders.CORRELATION_ID, "order-1")))
                .isEqualTo(first);
    }

    @Test
    void repeatsAnOutcomeThatIsKeptWithoutItsCommand() {
        OutcomeRecord first = bank.send("7", "c1", "open", new Open("ann"));
        OutcomeRecord rebuilt = OutcomeRecord.newBuilder(first).setCommand(null).build();
        bank.replaceOutcomes(rebuilt);

        assertThat(bank.send("7", "c1", "open", new Open("bob"))).isEqualTo(rebuilt);
    }

    @Test
    void tellsWhichSendingAReplyIsFor() {
        RecordHeaders headers = new RecordHeaders();
        headers.add(MessageHeaders.ID, "c1".getBytes(UTF_8));
        headers.add(MessageHeaders.REPLY_TO, "gregor.replies:0".getBytes(UTF_8));
        headers.add(MessageHeaders.GATEWAY, "one sender, no. 1".getBytes(UTF_8));
        bank.sendRaw("7".getBytes(UTF_8), new byte[] {1}, headers);

        assertThat(WriteSideHarness.header(bank.replies().get(0), MessageHeaders.GATEWAY))
                .isEqualTo("one sender, no. 1");
    }

    @Test
    void takesOneIdForSeveralAggregates() {
        bank.send("7", "c1", "open", new Open("ann"));
        bank.send("8", "c1", "open", new Open("bob"));

        assertThat(bank.events()).hasSize(2);
    }

    @Test
    void remembersAnIdForAtLeastADay() {
        bank.send("7", "c1", "open", new Open("ann"));
        bank.send("7", "c2", "deposit", new Deposit(1L));
        bank.pass(Duration.ofHours(23).plusMinutes(59));

        assertThat(bank.send("7", "c2", "deposit", new Deposit(1L)).getVersion())
                .isEqualTo(2);
        assertThat(bank.events()).hasSize(2);
    }

    @Test
    void forgetsAnIdAfterTwoDays() {
        bank.send("7", "c1", "open", new Open("ann"));
        bank.send("7", "c2", "deposit", new Deposit(1L));
        bank.pass(Duration.ofHours(49));

        assertThat(bank.send("7", "c2", "deposit", new Deposit(1L)).getVersion())
                .isEqualTo(3);
    }

    @Test
    void refusesACommandThatExpectsAnotherVersion() {
        bank.send("7", "c1", "open", new Open("ann"));

        OutcomeRecord outcome =
                bank.send("7", "c2", "deposit", new Deposit(1L), Map.of(MessageHeaders.EXPECTED_VERSION, "7"));

        assertThat(outcome.getKind()).isEqualTo(OutcomeKind.CONFLICT);
        assertThat(outcome.getExpectedVersion()).isEqualTo(7);
        assertThat(outcome.getVersion()).isEqualTo(1);
        assertThat(bank.events()).hasSize(1);
    }

    @Test
    void namesTheEventsThatHappenedSinceTheExpectedVersion() {
        bank.send("7", "c1", "open", new Open("ann"));
        bank.send("7", "c2", "deposit", new Deposit(1L));

        OutcomeRecord outcome =
                bank.send("7", "c3", "deposit", new Deposit(1L), Map.of(MessageHeaders.EXPECTED_VERSION, "1"));

        assertThat(outcome.getConflictingEvents()).containsExactly("bank-account.deposited.v1");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000})
    void acceptsACommandIfOnlyOtherEventsHappenedSince(long cacheBytes) {
        try (var other = new WriteSideHarness(SnapshotPolicy.afterEvents(2), cacheBytes)) {
            other.send("7", "c1", "open", new Open("ann"));
            other.send("7", "c2", "deposit", new Deposit(1L));
            other.send("7", "c3", "deposit", new Deposit(1L));

            OutcomeRecord opened = unless(other, "c4", "1;bank-account.opened.v1");
            OutcomeRecord deposited = unless(other, "c5", "3; bank-account.opened.v1, bank-account.deposited.v1");

            assertThat(opened.getKind()).isEqualTo(OutcomeKind.ACCEPTED);
            assertThat(deposited.getKind()).isEqualTo(OutcomeKind.CONFLICT);
            assertThat(deposited.getExpectedVersion()).isEqualTo(3);
            assertThat(deposited.getVersion()).isEqualTo(4);
            assertThat(deposited.getConflictingEvents()).containsExactly("bank-account.deposited.v1");
        }
    }

    private static OutcomeRecord unless(WriteSideHarness bank, String commandId, String condition) {
        return bank.send("7", commandId, "deposit", new Deposit(1L), Map.of(MessageHeaders.UNLESS_SINCE, condition));
    }

    @Test
    void refusesAConditionThatNamesNoEvent() {
        assertThat(unless(bank, "c1", "3;bank-account.closed.v1").getDetail())
                .isEqualTo("Header 'ce_unlesssince' cannot be read: 'bank-account.closed.v1' is no event of"
                        + " 'bank-account', expected one of [bank-account.opened.v1, bank-account.deposited.v1]");
        assertThat(unless(bank, "c2", "3").getDetail())
                .isEqualTo("Header 'ce_unlesssince' cannot be read: '3' is no condition: expected"
                        + " '<version>;<event type>,...' such as '5;user.email-changed.v1'");
    }

    @Test
    void leavesNoTraceOfAHandlerThatThrowsButADeadLetter() {
        bank.send("7", "c1", "open", new Open("ann"));
        OutcomeRecord failed = bank.send("7", "c2", "deposit", new Deposit(13L));
        OutcomeRecord next = bank.send("7", "c3", "deposit", new Deposit(1L));

        assertThat(failed.getKind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(failed.getDetail()).isEqualTo("java.lang.IllegalStateException: thirteen");
        assertThat(next.getVersion()).isEqualTo(2);
        var letter = bank.deadLetters().get(0);
        assertThat(WriteSideHarness.header(letter, MessageHeaders.ERROR_MESSAGE))
                .isEqualTo("thirteen");
        assertThat(WriteSideHarness.header(letter, MessageHeaders.ERROR_TOPIC)).isEqualTo("bank-account.commands");
        assertThat(WriteSideHarness.header(letter, MessageHeaders.ID)).isEqualTo("c2");
    }

    @Test
    void refusesAnEventThatIsTooLarge() {
        OutcomeRecord outcome = bank.send("7", "c1", "open", new Open("a".repeat(10_001)));

        assertThat(outcome.getKind()).isEqualTo(OutcomeKind.TOO_LARGE);
        assertThat(outcome.getDetail())
                .isEqualTo("Event 'bank-account.opened.v1' has 10014 bytes, more than the 10000 allowed;"
                        + " make it smaller or raise gregor.max-message-bytes");
        assertThat(bank.events()).isEmpty();
        assertThat(bank.deadLetters()).hasSize(1);
    }

    @Test
    void makesADeadLetterOfWhatIsNoCommand() {
        bank.sendRaw(null, new byte[] {1}, new RecordHeaders());
        bank.sendRaw("7".getBytes(UTF_8), new byte[] {1}, new RecordHeaders());

        assertThat(bank.deadLetters())
                .extracting(letter -> WriteSideHarness.header(letter, MessageHeaders.ERROR_MESSAGE))
                .containsExactly(
                        "The record has no key; the id of the aggregate is the key",
                        "Header 'ce_id' is missing, expected 1 to 200 characters");
        assertThat(bank.replies()).isEmpty();
    }

    @Test
    void tellsTheCallerThatACommandIsUnknown() {
        OutcomeRecord outcome = bank.send("7", "c1", "close", new Open("ann"));

        assertThat(outcome.getKind()).isEqualTo(OutcomeKind.UNREADABLE);
        assertThat(outcome.getDetail())
                .isEqualTo("Aggregate 'bank-account' has no command 'bank-account.close.v1',"
                        + " only [bank-account.open.v1, bank-account.deposit.v1]");
    }

    @Test
    void neverWritesToAPartitionThatTheRepliesTopicDoesNotHave() {
        RecordHeaders headers = new RecordHeaders();
        headers.add(MessageHeaders.REPLY_TO, "gregor.replies:99".getBytes(UTF_8));
        bank.sendRaw("7".getBytes(UTF_8), new byte[] {1}, headers);

        assertThat(WriteSideHarness.header(bank.deadLetters().get(0), MessageHeaders.ERROR_MESSAGE))
                .isEqualTo("Header 'ce_replyto' is 'gregor.replies:99', expected 'gregor.replies:<0 to 15>'");
    }
}
