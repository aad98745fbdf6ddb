package dev.gregor.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.Deposit;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.Open;
import dev.gregor.bank.Opened;
import dev.gregor.command.OutcomeKind;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.command.gateway.EventTypes;
import dev.gregor.failure.TransientException;
import dev.gregor.message.MessageHeaders;
import dev.gregor.write.WriteSettings;
import java.util.Collections;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too large, or fails after the handler, is the failure of its command, and the next command is handled. */
class WriteSideLimitsTest {

    private static final int MAX_MESSAGE = 1_000;
    private static final int MAX_STATE = 5_000;
    private static final int MAX_EVENTS = 100_000;
    private static final int DEAD_LETTER = 2 * (MAX_STATE + WriteSettings.HEADER_BYTES);

    private final WriteSideHarness bank = harness(SnapshotPolicy.amortised());

    private static WriteSideHarness harness(SnapshotPolicy policy) {
        return harness(policy, settings());
    }

    private static WriteSettings settings() {
        return new WriteSettings(
                "app",
                1,
                WriteSettings.of("app").idRetention(),
                MAX_MESSAGE,
                MAX_STATE,
                16,
                Set.of("bank-account"),
                MAX_EVENTS);
    }

    private static WriteSideHarness harness(SnapshotPolicy policy, WriteSettings settings) {
        return new WriteSideHarness(
                new ObedientAccount().definition(), new SnapshotSettings(policy, MAX_STATE, 1_000_000), settings);
    }

    /** Does what the name of the owner says: {@code <what> <number>}. */
    private static final class ObedientAccount extends AggregateRoot<AccountState> {

        ObedientAccount() {
            super("bank-account", AccountState.class);
            command("open.v1", Open.class, ObedientAccount::open, Opened.class, Deposited.class);
            command("deposit.v1", Deposit.class, ObedientAccount::deposit, Deposited.class);
            event("opened.v1", Opened.class, ObedientAccount::opened);
            event("deposited.v1", Deposited.class, ObedientAccount::deposited);
        }

        private static Decision deposit(@Nullable AccountState account, Deposit command) {
            return Decision.events(new Deposited(command.getAmount()));
        }

        private static Decision open(@Nullable AccountState account, Open command) {
            String[] asked = command.getOwner().split(" ", 2);
            int number = asked.length == 1 ? 0 : Integer.parseInt(asked[1]);
            return switch (asked[0]) {
                case "events" -> Decision.events(Collections.nCopies(number, new Deposited(1L)));
                case "large" -> Decision.events(Collections.nCopies(number, new Opened("x".repeat(1_500))));
                case "event" -> Decision.events(new Opened("x".repeat(number)));
                case "kafka" -> throw new SerializationException("from the handler");
                case "streams" -> throw new StreamsException("from the handler");
                case "transient" -> throw new TransientException("from the handler");
                case "memory" -> throw new OutOfMemoryError("from the handler");
                case "unprintable" -> throw new Unprintable();
                default -> Decision.events(new Opened(command.getOwner()));
            };
        }

        private static AccountState opened(@Nullable AccountState account, Opened event) {
            String owner = account == null ? "" : account.getOwner();
            return new AccountState(owner + event.getOwner(), 0L);
        }

        private static AccountState deposited(@Nullable AccountState account, Deposited event) {
            if (event.getAmount() == 13) {
                throw new StreamsException("from evolve");
            }
            return new AccountState(account == null ? "" : account.getOwner(), event.getAmount());
        }
    }

    private static final class Unprintable extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @AfterEach
    void close() {
        bank.close();
    }

    private OutcomeRecord open(String id, String what) {
        return bank.send("7", id, "open", new Open(what));
    }

    private void assertThatOthersGoOn() {
        assertThat(bank.send("8", "next", "deposit", new Deposit(1L)).getKind()).isEqualTo(OutcomeKind.ACCEPTED);
    }

    private void assertThatNothingWasWritten() {
        assertThat(bank.events()).isEmpty();
        assertThat(bank.deadLetters()).hasSize(1);
        assertThatOthersGoOn();
    }

    @Test
    void listsEachOfManyEvents() {
        OutcomeRecord outcome = open("c1", "events 20000");

        assertThat(outcome.getVersion()).isEqualTo(20_000);
        assertThat(EventTypes.in(outcome)).hasSize(20_000).containsOnly("bank-account.deposited.v1");
        assertThat(open("c1", "events 20000")).isEqualTo(outcome);
        assertThat(bank.events()).hasSize(20_000);
    }

    @Test
    void refusesMoreEventsThanATransactionShouldHold() {
        OutcomeRecord outcome = open("c1", "events 100001");

        assertThat(outcome.getKind()).isEqualTo(OutcomeKind.TOO_LARGE);
        assertThat(outcome.getDetail())
                .contains("emits 100,001 events, or more, and 100,000 are allowed", "raise gregor.command.max-events");
        assertThatNothingWasWritten();
    }

    @Test
    void refusesEventsThatAreTooLargeTogether() {
        WriteSettings twoKibibytes = settings().withMaxMessageBytes(2_000).withMaxEvents(2);
        try (WriteSideHarness other = harness(SnapshotPolicy.amortised(), twoKibibytes)) {
            OutcomeRecord outcome = other.send("7", "c1", "open", new Open("large 2"));

            assertThat(outcome.getKind()).isEqualTo(OutcomeKind.TOO_LARGE);
            assertThat(outcome.getDetail()).contains("bytes of events, or more, and 2,048 are allowed");
            assertThat(other.send("7", "c2", "open", new Open("large 1")).getVersion())
                    .isOne();
        }
    }

    @Test
    void refusesEventsWhoseOutcomeWouldBeLargerThanAReplyMayBe() {
        OutcomeRecord outcome = open("c1", "events 50000");

        assertThat(outcome.getKind()).isEqualTo(OutcomeKind.TOO_LARGE);
        assertThat(outcome.getDetail())
                .matches("The outcome has 50\\d{3} bytes, more than the 37768 allowed;"
                        + " make it smaller or raise gregor.max-message-bytes");
        assertThatNothingWasWritten();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "streams", "transient", "memory", "unprintable"})
    void whateverAHandlerThrowsIsTheFailureOfItsCommand(String what) {
        OutcomeRecord outcome = open("c1", what);

        assertThat(outcome.getKind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(outcome.getDetail()).containsAnyOf("from the handler", "Unprintable");
        assertThatNothingWasWritten();
    }

    @Test
    void whateverEvolveThrowsIsTheFailureOfItsCommand() {
        assertThat(bank.send("7", "c1", "deposit", new Deposit(13L)).getDetail())
                .contains("from evolve");
        assertThatNothingWasWritten();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000})
    void refusesTheCommandThatWouldMakeTheStateTooLargeAndKeepsTheStateBefore(int eventsBetweenSnapshots) {
        try (WriteSideHarness other = harness(SnapshotPolicy.afterEvents(eventsBetweenSnapshots))) {
            for (int part = 1; part <= 5; part++) {
                assertThat(other.send("7", "c" + part, "open", new Open("event 980"))
                                .getVersion())
                        .isEqualTo(part);
            }

            OutcomeRecord outcome = other.send("7", "c6", "open", new Open("event 980"));

            assertThat(outcome.getKind()).isEqualTo(OutcomeKind.TOO_LARGE);
            assertThat(outcome.getDetail())
                    .startsWith("State of '7' has 58")
                    .endsWith("more than the 5000 allowed; make it smaller or raise gregor.max-state-bytes");
            assertThat(other.send("7", "c7", "deposit", new Deposit(1L)).getVersion())
                    .isEqualTo(6);
            assertThat(other.send("8", "c8", "deposit", new Deposit(1L)).getVersion())
                    .isEqualTo(1);
        }
    }

    @Test
    void cutsADeadLetterThatIsTooLarge() {
        send(value(1_000_000), "ce_id", "c1");

        TestRecord<byte[], byte[]> letter = bank.deadLetters().get(0);
        assertThat(letter.key()).isEqualTo("7".getBytes(UTF_8));
        assertThat(letter.value()).isNull();
        assertThat(WriteSideHarness.header(letter, MessageHeaders.LEFT_OUT)).matches("value \\(1\\d+ bytes\\)");
        assertThat(WriteSideHarness.header(letter, MessageHeaders.ID)).isEqualTo("c1");
        assertPlace(letter);
        assertThatOthersGoOn();
    }

    @Test
    void leavesHeadersOutOfADeadLetterThatAreTooLarge() {
        send(value(10), "their-own", "h".repeat(DEAD_LETTER));

        TestRecord<byte[], byte[]> letter = bank.deadLetters().get(0);
        assertThat(letter.value()).isNotNull();
        assertThat(letter.headers().lastHeader("their-own")).isNull();
        assertThat(WriteSideHarness.header(letter, MessageHeaders.LEFT_OUT)).startsWith("header their-own (");
        assertPlace(letter);
        assertThatOthersGoOn();
    }

    @Test
    void leavesAKeyOutOfADeadLetterThatIsTooLarge() {
        bank.sendRaw("k".repeat(DEAD_LETTER).getBytes(UTF_8), value(10), new RecordHeaders());

        TestRecord<byte[], byte[]> letter = bank.deadLetters().get(0);
        assertThat(letter.key()).isNull();
        assertPlace(letter);
        assertThatOthersGoOn();
    }

    @Test
    void sendsNoReplyThatIsLargerThanItsTopicTakes() {
        RecordHeaders headers = new RecordHeaders();
        headers.add(MessageHeaders.REPLY_TO, "gregor.replies:0".getBytes(UTF_8));
        headers.add(MessageHeaders.ID, "i".repeat(DEAD_LETTER / 2).getBytes(UTF_8));
        bank.sendRaw("7".getBytes(UTF_8), value(10), headers);

        assertThat(bank.replies()).isEmpty();
        assertThat(bank.deadLetters()).hasSize(1);
        assertThatOthersGoOn();
    }

    private byte[] value(int bytes) {
        SpecificRecord command = new Open("o".repeat(bytes));
        return bank.codec.encode("bank-account.commands", command);
    }

    private void send(byte[] value, String header, String text) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(header, text.getBytes(UTF_8));
        bank.sendRaw("7".getBytes(UTF_8), value, headers);
    }

    private static void assertPlace(TestRecord<?, ?> letter) {
        assertThat(WriteSideHarness.header(letter, MessageHeaders.ERROR_TOPIC)).isEqualTo("bank-account.commands");
        assertThat(WriteSideHarness.header(letter, MessageHeaders.ERROR_PARTITION))
                .isEqualTo("0");
        assertThat(WriteSideHarness.header(letter, MessageHeaders.ERROR_OFFSET)).isEqualTo("0");
    }
}
