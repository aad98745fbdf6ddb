package dev.gregor.messaging.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.mail.Customer;
import dev.gregor.messaging.mail.NamedPurchase;
import dev.gregor.messaging.mail.Purchase;
import dev.gregor.messaging.mail.Total;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class FlowTopologyTest extends FlowDriver {

    @Test
    void filtersTranslatesAndSplits() {
        start(flow -> {
            Stage<Purchase> large = flow.purchases().filter(each -> each.data().getAmount() > 10);
            large.map(Counted.class, each -> new Counted((int) each.data().getAmount()))
                    .to("counts");
            large.split(
                            Counted.class,
                            each -> IntStream.range(0, 2).mapToObj(Counted::new).toList())
                    .withKey(each -> "n" + each.data().getNumber())
                    .to("numbers");
        });
        purchase("a", "ann", 5);
        purchase("b", "ann", 50);

        assertThat(texts("counts", Counted.class)).containsExactly("b {\"number\": 50}");
        assertThat(texts("numbers", Counted.class)).containsExactly("n0 {\"number\": 0}", "n1 {\"number\": 1}");
    }

    @Test
    void routesByContentAndRefusesATopicThatIsNotNamed() {
        start(flow -> flow.purchases()
                .route(
                        each -> each.data().getAmount() > 10
                                ? "large"
                                : each.data().getCustomer(),
                        "large",
                        "small"));
        purchase("a", "small", 5);
        purchase("b", "ann", 50);
        purchase("c", "other", 5);

        assertThat(texts("small", Purchase.class)).hasSize(1);
        assertThat(texts("large", Purchase.class)).hasSize(1);
        assertThat(text(read("purchases.dlq").get(0), "__streams.errors.message"))
                .contains("topic 'other', which route(...) does not name among");
    }

    @Test
    void enrichesFromATable() {
        start(flow -> {
            Table<Customer> customers = flow.customers();
            flow.purchases()
                    .enrich(
                            NamedPurchase.class,
                            customers,
                            each -> each.data().getCustomer(),
                            (each, row) -> new NamedPurchase(
                                    row.map(Customer::getName).orElse("nobody"),
                                    each.data().getAmount()))
                    .to("named");
        });
        purchase("a", "1", 5);
        send("customers", "1", new Customer("Ann", "gold"), "c1", START);
        purchase("b", "1", 6);
        pipe("customers", new TestRecord<>("1".getBytes(UTF_8), null));
        purchase("c", "1", 7);

        assertThat(texts("named", NamedPurchase.class))
                .containsExactly(
                        "a {\"name\": \"nobody\", \"amount\": 5}",
                        "b {\"name\": \"Ann\", \"amount\": 6}",
                        "c {\"name\": \"nobody\", \"amount\": 7}");
    }

    @Test
    void foldsByAKey() {
        start(flow -> totals(flow).to("totals"));
        purchase("a", "ann", 5);
        purchase("b", "bob", 1);
        purchase("c", "ann", 6);

        assertThat(texts("totals", Total.class))
                .containsExactly(
                        "ann {\"amount\": 5, \"number\": 1, \"window\": 0}",
                        "bob {\"amount\": 1, \"number\": 1, \"window\": 0}",
                        "ann {\"amount\": 11, \"number\": 2, \"window\": 0}");
    }

    @Test
    void passesOverRepetitionsOfTheLastRecords() {
        start(flow -> flow.from("purchases")
                .deduplicate(3)
                .on("purchase.made.v1", Purchase.class)
                .map(Counted.class, each -> new Counted((int) each.data().getAmount()))
                .to("counts"));
        for (String id : List.of("1", "1", "2", "3", "4", "1", "4", "5", "6", "4", "7", "8", "9", "10", "4")) {
            send("purchases", "a", new Purchase("ann", Long.parseLong(id)), id, START);
        }
        // The second 1 moves the window, and so does each 4; 1 is more than three records back then, and in the end 4
        // is.
        assertThat(texts("counts", Counted.class).stream()
                        .map(each -> each.replaceAll("\\D", ""))
                        .toList())
                .containsExactly("1", "2", "3", "4", "1", "5", "6", "7", "8", "9", "10", "4");
    }

    @Test
    void looksForRepetitionsOnlyWhereThatIsSaid() {
        start(flow -> {
            flow.from("purchases")
                    .deduplicate(10)
                    .on("purchase.made.v1", Purchase.class)
                    .to("once");
            flow.purchases().to("each");
        });
        purchase("a", "ann", 1);
        purchase("a", "ann", 1);
        TestRecord<byte[], byte[]> other = withoutTime("purchases", "a", new Purchase("ann", 1L), "purchase-a", START);
        other.headers().remove("ce_source").add("ce_source", "/elsewhere".getBytes(UTF_8));
        pipe("purchases", other);
        TestRecord<byte[], byte[]> without = withoutTime("purchases", "a", new Purchase("ann", 1L), "x", START);
        without.headers().remove("ce_id");
        pipe("purchases", without);
        pipe("purchases", without);
        without.headers().add("ce_id", new byte[0]);
        pipe("purchases", without);
        pipe("purchases", without);

        assertThat(read("each")).hasSize(7);
        assertThat(read("once")).hasSize(6);
        assertThatThrownBy(() -> new Tested(flow -> flow.from("purchases").deduplicate(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("deduplicate is 0 in flow 'tested': give 1 to 1,000,000 records, or leave it out");
    }

    @Test
    void keepsNoMoreIdsThanItLooksBack() {
        start(flow -> flow.from("purchases")
                .deduplicate(5)
                .on("purchase.made.v1", Purchase.class)
                .to("once"));
        for (int i = 0; i < 100; i++) {
            send("purchases", "a", new Purchase("ann", 1L), "p" + i % 60, START);
        }
        long entries = 0;
        try (KeyValueIterator<Bytes, byte[]> all =
                driver.<Bytes, byte[]>getKeyValueStore(RecentIds.STORE).all()) {
            for (; all.hasNext(); all.next()) {
                entries++;
            }
        }
        assertThat(entries).isEqualTo(10);
        assertThat(read("once")).hasSize(100);
    }

    @Test
    void aDeadLetterThatIsPublishedAgainIsNoRepetition() {
        start(flow -> {
            Stage<Purchase> purchases = flow.from("purchases").deduplicate(10).on("purchase.made.v1", Purchase.class);
            purchases
                    .by(each -> each.data().getCustomer())
                    .fold("totals", () -> new Total(0L, 0, 0L), (total, each) -> add(total, each.data(), 0))
                    .to("totals");
        });
        purchase("a", "ann", -1);
        assertThat(read("purchases.dlq")).hasSize(1);
        purchase("a", "ann", -1);
        assertThat(read("purchases.dlq")).isEmpty();
        TestRecord<byte[], byte[]> redriven =
                withoutTime("purchases", "a", new Purchase("ann", -1L), "purchase-a", START);
        redriven.headers().add("gregor-redriven", "other".getBytes(UTF_8));
        pipe("purchases", redriven);
        assertThat(read("purchases.dlq")).isEmpty();
        redriven.headers().add("gregor-redriven", "tested".getBytes(UTF_8));
        pipe("purchases", redriven);
        assertThat(read("purchases.dlq")).hasSize(1);
    }

    @Test
    void foldsByWindowAndPassesOnEachChange() {
        start(flow -> windows(flow, Windows.of(Duration.ofSeconds(10))).to("totals"));
        at("a", "ann", 1, 0);
        at("b", "ann", 2, 9);
        at("c", "ann", 3, 10);

        assertThat(texts("totals", Total.class))
                .containsExactly(
                        "ann {\"amount\": 1, \"number\": 1, \"window\": 0}",
                        "ann {\"amount\": 3, \"number\": 2, \"window\": 0}",
                        "ann {\"amount\": 3, \"number\": 1, \"window\": 10}");
    }

    @Test
    void passesAWindowOnOnceWhenItIsClosed() {
        Consumer<Tested> steps = flow -> windows(
                        flow,
                        Windows.of(Duration.ofSeconds(10))
                                .waitingFor(Duration.ofSeconds(5))
                                .onlyWhenClosed())
                .to("totals");
        start(steps);
        at("a", "ann", 1, 0);
        at("b", "bob", 2, 9);
        at("c", "ann", 3, 14);
        assertThat(read("totals")).isEmpty();
        at("d", "ann", 4, 5);
        at("e", "bob", 5, 15);
        List<Message<Total>> closed = messages("totals", Total.class);
        assertThat(closed)
                .extracting(each -> each.key() + each.data().getAmount())
                .containsExactly("ann5", "bob2");
        assertThat(closed).extracting(Message::id).doesNotHaveDuplicates();

        at("f", "ann", 6, 8);
        at("g", "ann", 7, 40);

        assertThat(texts("totals", Total.class))
                .containsExactly(
                        "ann {\"amount\": 3, \"number\": 1, \"window\": 10}",
                        "bob {\"amount\": 5, \"number\": 1, \"window\": 10}");
        assertThat(text(read("purchases.dlq").get(0), "__streams.errors.message"))
                .contains("which is closed");
    }

    @Test
    void aMessageOfTheFutureClosesNoWindowOfThePresent() {
        start(flow -> windows(flow, Windows.of(Duration.ofSeconds(10)).waitingFor(Duration.ofSeconds(10)))
                .to("totals"));
        at("a", "ann", 1, 90);
        send("purchases", "x", new Purchase("ann", 2L), "x", START.plus(Duration.ofDays(365)));
        at("b", "ann", 3, 95);

        assertThat(read("purchases.dlq")).isEmpty();
    }

    @Test
    void anOpenWindowOfTheEmptyKeyStaysOpen() {
        start(flow -> windows(
                        flow,
                        Windows.of(Duration.ofSeconds(10))
                                .waitingFor(Duration.ofSeconds(5))
                                .onlyWhenClosed())
                .withKey(each -> each.key() + ".")
                .to("totals"));
        at("a", "ann", 1, 0);
        at("b", "", 2, 10);
        at("c", "ann", 3, 15);
        assertThat(texts("totals", Total.class)).containsExactly("ann. {\"amount\": 1, \"number\": 1, \"window\": 0}");
        at("d", "", 4, 19);
        at("e", "ann", 5, 25);

        assertThat(texts("totals", Total.class))
                .containsExactly(
                        ". {\"amount\": 6, \"number\": 2, \"window\": 10}",
                        "ann. {\"amount\": 3, \"number\": 1, \"window\": 10}");
    }

    @Test
    void aMessageClosesABoundedNumberOfWindowsAndThoseAfterItTheRest() {
        start(flow -> windows(flow, Windows.of(Duration.ofSeconds(10)).onlyWhenClosed())
                .to("totals"));
        IntStream.rangeClosed(0, WindowStep.MOST_CLOSED).forEach(i -> at("p" + i, "c" + i, 1, 0));
        at("first", "ann", 1, 10);
        assertThat(read("totals")).hasSize(WindowStep.MOST_CLOSED);
        at("second", "ann", 1, 10);
        assertThat(read("totals")).hasSize(1);
        at("third", "ann", 1, 20);

        assertThat(texts("totals", Total.class)).containsExactly("ann {\"amount\": 2, \"number\": 2, \"window\": 10}");
    }

    @Test
    void aMessageThatDoesNotSayItsTimeHasThatOfItsRecord() {
        start(flow -> windows(flow, Windows.of(Duration.ofSeconds(10))).to("totals"));
        pipe("purchases", withoutTime("purchases", "a", new Purchase("ann", 1L), "a", START.minusSeconds(65)));

        assertThat(texts("totals", Total.class)).containsExactly("ann {\"amount\": 1, \"number\": 1, \"window\": 30}");
    }

    @Test
    void stepsWithStatesFollowEachOther() {
        start(flow -> {
            Table<Customer> customers = flow.customers();
            totals(flow)
                    .enrich(
                            NamedPurchase.class,
                            customers,
                            Message::key,
                            (total, row) -> new NamedPurchase(
                                    row.map(Customer::getName).orElse("?"),
                                    total.data().getAmount()))
                    .to("named");
        });
        send("customers", "1", new Customer("Ann", "gold"), "c1", START);
        purchase("a", "1", 5);
        purchase("b", "1", 6);

        assertThat(texts("named", NamedPurchase.class))
                .containsExactly("1 {\"name\": \"Ann\", \"amount\": 5}", "1 {\"name\": \"Ann\", \"amount\": 11}");
    }
}
