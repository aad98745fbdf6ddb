package dev.gregor.it.personal;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.subscribe.RetryPolicy;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.node.Gregor;
import dev.gregor.node.StartException;
import dev.gregor.privacy.Receipt;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.WrappedKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ForgettingIT extends MembersNode {

    private Gregor start() throws IOException {
        return start(new MembersById(), new Cards(), new Greetings(), new NameCounts());
    }

    @Test
    void refusesAStartWithoutAPlaceForKeys() {
        assertThatThrownBy(() -> members(new MembersById()).start())
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("There are personal fields in command 'member.join.v1', ")
                .hasMessageContaining("state of 'member'")
                .hasMessageEndingWith(
                        ", but no store for the keys of their subjects: set gregor.privacy.store and gregor.privacy.master-keys, or give the node a store by privacy(...)");
    }

    /** Handles nothing. */
    private static final class Refusing extends Subscriber {
        Refusing() {
            super("refusing");
            topics("member.events");
            retries(RetryPolicy.none());
            on("member.joined.v2", Joined.class, (message, outgoing) -> {
                throw new IllegalStateException("Cannot");
            });
        }
    }

    @Test
    void forgetsInDeadLetters() throws IOException {
        try (Gregor gregor = start()) {
            gregor.subscribe(new Refusing());
            send(gregor, "1", new Join("ann", "MARKER-ANN"));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !gregor.deadLetters().list(LetterFilter.all()).isEmpty());
            assertThat(letter(gregor)).isEqualTo("MARKER-ANN");
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(filesWith("MARKER-", "kafka"))
                            .isNotEmpty()
                            .allMatch(file -> file.toString().matches(".*-projection-(cards|greetings)-.*")));

            gregor.privacy().forget("ann", "the tests", "she asked");

            assertThat(letter(gregor)).isEqualTo("somebody");
        }
    }

    private static String letter(Gregor gregor) {
        DeadLetter first = gregor.deadLetters().list(LetterFilter.all()).get(0);
        return gregor.deadLetters().show(first).data().orElseThrow().get("name").toString();
    }

    @Test
    void forgetsInEventsStatesAndReadModels() throws IOException {
        try (Gregor gregor = start()) {
            send(gregor, "1", new Join("ann", "MARKER-ANN"));
            send(gregor, "2", new Join("bob", "MARKER-BOB"));
            Accepted renamed = send(gregor, "1", new Rename("ann", "MARKER-ANNA"));
            checkClear(gregor, renamed);

            Receipt receipt = gregor.privacy().forget("ann", "the tests", "she asked");

            assertThat(receipt.forgotten().by()).isEqualTo("the tests");
            assertThat(receipt.readModels()).containsOnlyKeys("cards", "greetings");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> gregor.privacy()
                            .receipt("ann")
                            .filter(Receipt::done)
                            .isPresent());
            checkForgotten(gregor);
            assertThat(gregor.privacy().forget("ann", "somebody else", "again").forgotten())
                    .isEqualTo(receipt.forgotten());
            assertThat(gregor.privacy().forgotten()).isEqualTo(Map.of("ann", receipt.forgotten()));
            assertThat(gregor.privacy().find("bob")).get().isInstanceOf(WrappedKey.class);
            assertThat(gregor.privacy().find("eve")).isEmpty();
            assertThat(gregor.privacy().receipt("bob")).isEmpty();
            awaitNothingOf("MARKER-ANN", "");
        }
        try (Gregor again = start()) {
            checkForgotten(again);
            assertThat(again.privacy().receipt("ann").map(Receipt::readModels))
                    .contains(Map.of("cards", Receipt.Mending.DONE, "greetings", Receipt.Mending.DONE));
        }
    }

    @Test
    void mendsReadModelsThatAnInstanceHasLeftThatIsGone() throws IOException {
        try (Gregor gregor = start()) {
            send(gregor, "1", new Join("ann", "MARKER-ANN"));
            awaitGreeting(gregor, "1", "Hello MARKER-ANN");

            store.forget("ann", new Forgotten("r1", Instant.now(), "another instance", "she asked"));

            awaitGreeting(gregor, "1", "Hello somebody");
            awaitNothingOf("MARKER-ANN", "greetings");
        }
    }

    @Test
    void keepsRowsWhoseEventsAreGoneUntilSomebodyGivesThemUp() throws Exception {
        try (Gregor gregor = start()) {
            send(gregor, "1", new Join("ann", "MARKER-ANN"));
            send(gregor, "2", new Join("bob", "MARKER-BOB"));
            awaitGreeting(gregor, "2", "Hello MARKER-BOB");
            deleteFirstEvents(gregor);

            gregor.privacy().forget("ann", "the tests", "she asked");

            awaitMending(gregor, "ann", Receipt.Mending.EXPIRED);
            assertThat(gregor.privacy().receipt("ann").orElseThrow().problems())
                    .hasSize(2)
                    .anySatisfy(problem ->
                            assertThat(problem).startsWith("The first events of read model 'greetings' are deleted"));
            assertThat(gregor.queries().get(Greetings.class, "1").join()).contains(new GreetingRow("Hello MARKER-ANN"));
            send(gregor, "2", new Rename("bob", "MARKER-BOBBY"));
            awaitGreeting(gregor, "2", "Hello MARKER-BOBBY");

            gregor.projectionControl().reset("greetings", null, Instant.EPOCH).get(30, TimeUnit.SECONDS);

            awaitMending(gregor, "ann", Receipt.Mending.DONE);
            assertThat(gregor.privacy().receipt("ann").orElseThrow().readModels())
                    .containsEntry("cards", Receipt.Mending.EXPIRED);
            assertThat(gregor.queries().get(Greetings.class, "1").join()).isEmpty();
            awaitGreeting(gregor, "2", "Hello MARKER-BOBBY");
            awaitNothingOf("MARKER-ANN", "greetings");
        }
    }

    private static void deleteFirstEvents(Gregor gregor) throws Exception {
        String servers = gregor.bootstrapServers().toCompletableFuture().join();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            List<TopicPartition> partitions =
                    List.of(new TopicPartition("member.events", 0), new TopicPartition("member.events", 1));
            admin.deleteRecords(
                            partitions.stream().collect(toMap(each -> each, each -> RecordsToDelete.beforeOffset(-1))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static void awaitMending(Gregor gregor, String subject, Receipt.Mending mending) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(
                                gregor.privacy().receipt(subject).orElseThrow().readModels())
                        .containsEntry("greetings", mending));
    }

    @Test
    void decidesByNoStateFromBeforeAnyMore() throws IOException {
        try (Gregor gregor = start()) {
            send(gregor, "1", new Join("ann", "MARKER-ANN"));
            assertThat(note(gregor)).isEqualTo("Bye MARKER-ANN");

            gregor.privacy().forget("ann", "the tests", "she asked");

            assertThat(note(gregor)).isEqualTo("Bye somebody");
            send(gregor, "1", new Rename("ann", "MARKER-ANNA"));
            assertThat(note(gregor)).isEqualTo("Bye somebody");
        }
    }

    /** What is decided by the state in memory. */
    private static String note(Gregor gregor) {
        long version = send(gregor, "1", new Leave("ann")).version();
        var events = gregor.events().history(Member.class, "1", version, 1).join();
        return ((Left) events.get(0).data()).getNote();
    }

    private void checkClear(Gregor gregor, Accepted renamed) throws IOException {
        assertThat(gregor.queries()
                        .get(MembersById.class, "1", renamed.position())
                        .join())
                .map(MemberRow::getName)
                .contains("MARKER-ANNA");
        assertThat(gregor.queries()
                        .get(Greetings.class, "1", renamed.position())
                        .join())
                .map(GreetingRow::getText)
                .contains("Hello MARKER-ANNA");
        assertThat(filesWith("MARKER-", "member.")).isEmpty();
        assertThat(filesWith("MARKER-", "greetings")).isNotEmpty();
    }

    private static void checkForgotten(Gregor gregor) {
        Accepted later = send(gregor, "1", new Rename("ann", "MARKER-ANNE"));

        assertThat(gregor.events().history(Member.class, "1", 1, 2).join())
                .extracting(each -> (Object) each.data())
                .containsExactly(new Joined("ann", "somebody"), new Renamed("ann", "somebody"));
        assertThat(requireNonNull(gregor.events()
                                .state(Member.class, "1")
                                .join()
                                .orElseThrow()
                                .state())
                        .getName())
                .isEqualTo("somebody");
        assertThat(gregor.queries()
                        .get(MembersById.class, "1", later.position())
                        .join())
                .contains(new MemberRow("ann", "somebody"));
        assertThat(gregor.queries().get(Cards.class, "1", later.position()).join())
                .contains(new CardRow("ann", "", "Card of somebody"));
        assertThat(gregor.queries().get(Greetings.class, "1", later.position()).join())
                .contains(new GreetingRow("Hello somebody"));
        assertThat(gregor.queries().get(MembersById.class, "2").join()).contains(new MemberRow("bob", "MARKER-BOB"));
        assertThat(gregor.queries().get(Greetings.class, "2").join()).contains(new GreetingRow("Hello MARKER-BOB"));
        assertThat(gregor.queries().get(NameCounts.class, "1", later.position()).join())
                .map(CountRow::getNames)
                .get()
                .isNotEqualTo(1);
    }
}
