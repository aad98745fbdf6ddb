package dev.gregor.messaging.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.TransientException;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.mail.Purchase;
import dev.gregor.messaging.mail.Total;
import dev.gregor.streams.thread.RefusedSend;
import dev.gregor.streams.thread.StreamThreadContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of messages that fail, and what names those that do not. */
class FlowLettersTest extends FlowDriver {

    @Test
    void carriesTheCorrelationAndTheCauseUnderStableIds() {
        Consumer<Tested> steps = flow -> {
            totals(flow).to("totals");
            flow.purchases()
                    .split(Counted.class, each -> List.of(new Counted(1), new Counted(2)))
                    .to("counts");
        };
        start(steps);
        purchase("a", "ann", 5);
        Message<Total> first = messages("totals", Total.class).get(0);
        List<String> parts =
                messages("counts", Counted.class).stream().map(Message::id).toList();
        driver.close();
        StreamThreadContext.forget();
        start(steps);
        purchase("a", "ann", 5);

        assertThat(first.metadata().correlationId()).isEqualTo("chain");
        assertThat(first.metadata().causationId()).isEqualTo("purchase-a");
        assertThat(first.metadata().type()).hasToString("total.changed.v1");
        assertThat(messages("totals", Total.class).get(0).id()).isEqualTo(first.id());
        assertThat(parts).doesNotHaveDuplicates();
        assertThat(messages("counts", Counted.class)).extracting(Message::id).isEqualTo(parts);
    }

    @Test
    void aDeadLetterIsTheMessageAsItCameWhereverItFailsAndHasNoOtherEffect() {
        start(flow -> {
            Stage<Total> totals = totals(flow);
            totals.to("totals");
            totals.filter(each -> {
                        if (each.data().getAmount() == 13) {
                            throw new AssertionError("unlucky");
                        }
                        return true;
                    })
                    .to("checked");
        });
        purchase("a", "ann", 5);
        purchase("b", "ann", -1);
        purchase("c", "ann", 8);
        purchase("d", "ann", 1);

        assertThat(texts("totals", Total.class)).hasSize(2).last().asString().contains("\"amount\": 6, \"number\": 2");
        assertThat(read("checked")).hasSize(2);
        List<TestRecord<byte[], byte[]>> letters = read("purchases.dlq");
        assertThat(letters).extracting(each -> new String(each.key(), UTF_8)).containsExactly("b", "c");
        TestRecord<byte[], byte[]> letter = letters.get(0);
        assertThat(settings.codec().decode("purchases", letter.value(), Purchase.class))
                .isEqualTo(new Purchase("ann", -1L));
        assertThat(text(letter, "ce_id")).isEqualTo("purchase-b");
        assertThat(text(letter, "gregor-subscription")).isEqualTo("tested");
        assertThat(text(letter, "gregor-service")).isEqualTo("shop");
        assertThat(text(letter, "__streams.errors.exception")).isEqualTo("java.lang.IllegalStateException");
        assertThat(text(letter, "__streams.errors.offset")).isEqualTo("1");
    }

    @Test
    void whatCannotBeReadIsADeadLetterAlsoOfATable() {
        start(flow -> {
            flow.customers();
            flow.purchases().to("all");
        });
        pipe("purchases", new TestRecord<>("a".getBytes(UTF_8), "?".getBytes(UTF_8)));
        pipe("customers", new TestRecord<>("b".getBytes(UTF_8), "?".getBytes(UTF_8)));

        assertThat(read("purchases.dlq")).hasSize(1);
        assertThat(read("customers.dlq")).hasSize(1);
    }

    @Test
    void waitsAfterATransientFailure() {
        start(flow -> flow.purchases()
                .filter(each -> {
                    throw new TransientException("not now");
                })
                .to("all"));

        assertThatThrownBy(() -> purchase("a", "ann", 1))
                .isInstanceOf(StreamsException.class)
                .hasRootCauseInstanceOf(TransientException.class);
    }

    @Test
    void whatBrokersRefuseIsADeadLetter() {
        start(flow -> flow.purchases().to("all"));
        parts.refused()
                .put(
                        "purchases/0/0",
                        List.of(new RefusedSend("all", 5, new RecordTooLargeException("5 are too many"))));
        purchase("a", "ann", 1);

        assertThat(read("all")).isEmpty();
        assertThat(text(read("purchases.dlq").get(0), "__streams.errors.message"))
                .isEqualTo("5 are too many");
    }

    @Test
    void aClosedWindowThatFailsIsADeadLetterOfItAlone() {
        start(flow -> windows(flow, Windows.of(Duration.ofSeconds(10)).onlyWhenClosed())
                .filter(each -> {
                    if (each.key().equals("ann")) {
                        throw new IllegalStateException("no ann");
                    }
                    return true;
                })
                .to("totals"));
        at("a", "ann", 1, 0);
        at("b", "bob", 2, 0);
        at("c", "eve", 3, 0);
        driver.<Bytes, byte[]>getKeyValueStore("per-10s").all().forEachRemaining(each -> {
            if (each.key.toString().endsWith("eve")) {
                driver.<Bytes, byte[]>getKeyValueStore("per-10s").put(each.key, "?".getBytes(UTF_8));
            }
        });
        at("d", "bob", 4, 10);
        at("e", "bob", 5, 20);

        assertThat(texts("totals", Total.class))
                .containsExactly(
                        "bob {\"amount\": 2, \"number\": 1, \"window\": 0}",
                        "bob {\"amount\": 4, \"number\": 1, \"window\": 10}");
        List<TestRecord<byte[], byte[]>> letters = read("purchases.dlq");
        assertThat(letters).extracting(each -> new String(each.key(), UTF_8)).containsExactly("ann", "eve");
        assertThat(settings.codec().decode("purchases", letters.get(0).value(), Total.class))
                .isEqualTo(new Total(1L, 1, 0L));
        assertThat(text(letters.get(0), "__streams.errors.message")).contains("/ann cannot be passed on", "no ann");
        assertThat(letters.get(0).headers().lastHeader("gregor-left-out")).isNotNull();
    }

    @Test
    void aClosedWindowThatBrokersRefuseIsADeadLetterOfItAlone() {
        start(flow -> windows(flow, Windows.of(Duration.ofSeconds(10)).onlyWhenClosed())
                .to("totals"));
        int bytes = settings.codec().encode("totals", new Total(1_000L, 1, 0L)).length;
        parts.refused()
                .put(
                        "purchases/0/2/0",
                        List.of(new RefusedSend("totals", bytes, new RecordTooLargeException("too many"))));
        at("a", "ann", 1_000, 0);
        at("b", "bob", 2, 0);
        at("c", "bob", 3, 10);

        assertThat(texts("totals", Total.class)).containsExactly("bob {\"amount\": 2, \"number\": 1, \"window\": 0}");
        assertThat(read("purchases.dlq"))
                .extracting(each -> new String(each.key(), UTF_8))
                .containsExactly("ann");
    }

    @Test
    void aKafkaExceptionOfAFunctionAndANullKeyAreDeadLetters() {
        start(flow -> {
            flow.purchases()
                    .by(each -> each.data().getAmount() == 1 ? nothing() : each.key())
                    .fold("counts", () -> new Counted(0), (before, each) -> {
                        throw new KafkaException("of the function");
                    });
        });
        purchase("a", "ann", 1);
        purchase("b", "ann", 2);

        assertThat(read("purchases.dlq"))
                .extracting(each -> text(each, "__streams.errors.message"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("The key for 'counts' of a message is null"),
                        second -> assertThat(second).isEqualTo("of the function"));
    }

    @SuppressWarnings("NullAway") // As functions in code without its checks may do.
    private static String nothing() {
        return null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "table-x", "file-x", "enrich-x", "Totals", "a.b", ""})
    void refusesNamesOfFoldsThatTopicsCannotHaveOrThatAreReserved(String name) {
        assertThatThrownBy(() -> new Tested(flow ->
                        flow.purchases().by(Message::key).fold(name, () -> new Counted(0), (before, each) -> before)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "' is no name of a fold");
    }

    @Test
    void refusesATopicThatIsReadAndATable() {
        assertThatThrownBy(() -> new Tested(flow -> {
                    flow.customers();
                    flow.from("customers");
                }))
                .hasMessageContaining("has topic 'customers' in from(...) and in table(...)");
        assertThatThrownBy(() -> new Tested(flow -> {
                    flow.from("customers");
                    flow.customers();
                }))
                .hasMessageContaining("has topic 'customers' in from(...) and in table(...)");
    }

    @Test
    void refusesAFoldOrATableThatIsThereTwiceAndAFlowThatReadsNothing() {
        assertThatThrownBy(() -> new Tested(flow -> {
                    totals(flow);
                    totals(flow);
                }))
                .hasMessageContaining("has a fold 'totals' already");
        assertThatThrownBy(() -> new Tested(flow -> {
                    flow.customers();
                    flow.customers();
                }))
                .hasMessageContaining("has a table of topic 'customers' already");
        assertThatThrownBy(() -> start(flow -> {})).hasMessageContaining("call from(...)");
        assertThatThrownBy(() -> Windows.of(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
