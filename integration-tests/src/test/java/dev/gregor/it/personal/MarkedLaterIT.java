package dev.gregor.it.personal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.it.personal.marked.CardRow;
import dev.gregor.it.personal.marked.MarkedCards;
import dev.gregor.it.personal.open.OpenMember;
import dev.gregor.node.Gregor;
import dev.gregor.privacy.Receipt;
import dev.gregor.privacy.Receipt.Mending;
import dev.gregor.projection.Projection;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.run.ControlAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rows in clear from before a field was marked, of a version that has retired, and of a read model that is not in the code any more. */
class MarkedLaterIT extends MembersNode {

    private static final String NAME = "MARKER-ANN";

    /** Lets rows in clear be written. */
    private void join(Projection<?> clear) throws IOException {
        try (Gregor gregor = start(clear)) {
            send(gregor, "1", new Join("ann", NAME));
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(
                            () -> assertThat(filesWith(NAME, "projection")).isNotEmpty());
        }
    }

    @Test
    void rowsOfABuildFromBeforeTheMarkAreMadeAnew() throws IOException {
        join(new Cards());
        try (Gregor gregor = start(new MarkedCards(1))) {
            assertThat(gregor.queries().get(MarkedCards.class, "1").join())
                    .contains(new CardRow("ann", NAME, "Card of " + NAME));

            Receipt receipt = gregor.privacy().forget("ann", "the tests", "she asked");

            assertThat(receipt.readModels()).containsOnlyKeys("cards");
            assertThat(receipt.done()).isFalse();
            awaitDone(gregor);
            assertThat(gregor.queries().get(MarkedCards.class, "1").join()).contains(new CardRow("ann", "", ""));
            awaitNothingOf(NAME, "");
        }
    }

    @Test
    void rowsThatCodeWithoutTheMarkHasWrittenIntoASealedBuildAreMadeAnew() throws IOException {
        try (Gregor gregor = start(new MarkedCards(1))) {
            assertThat(gregor.privacy().forget("eve", "the tests", "she asked").readModels())
                    .isEmpty();
        }
        join(new Cards());
        try (Gregor gregor = start(new MarkedCards(1))) {
            assertThat(gregor.privacy().forget("ann", "the tests", "she asked").readModels())
                    .containsOnlyKeys("cards");

            awaitDone(gregor);
            assertThat(gregor.queries().get(MarkedCards.class, "1").join()).contains(new CardRow("ann", "", ""));
            awaitNothingOf(NAME, "");
        }
    }

    @Test
    void rowsThatWereSealedFromTheBeginningStay() throws IOException {
        try (Gregor gregor = start(new MarkedCards(1))) {
            send(gregor, "1", new Join("ann", NAME));

            assertThat(gregor.privacy().forget("ann", "the tests", "she asked").readModels())
                    .isEmpty();
        }
    }

    @Test
    void aVersionThatHasRetiredIsDeleted() throws IOException {
        join(new Cards());
        try (Gregor gregor = start(new MarkedCards(1), new MarkedCards(2))) {
            awaitVersion2(gregor);
            assertThat(filesWith(NAME, "cards-v1")).isNotEmpty();

            assertThat(gregor.privacy().forget("ann", "the tests", "she asked").readModels())
                    .isEqualTo(Map.of("cards", Mending.DELETING));

            awaitNothingOf(NAME, "");
            assertThat(gregor.queries().get(MarkedCards.class, "1").join()).contains(new CardRow("ann", "", ""));
        }
    }

    private static void awaitVersion2(Gregor gregor) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> gregor.queryGateway().projections().stream()
                        .anyMatch(each ->
                                each.build().id().version() == 2 && each.build().role() == Build.Role.SERVING));
    }

    @Test
    void aVersionThatHasRetiredAndIsNotInTheCodeIsNamedAndStays() throws Exception {
        join(new Cards());
        try (Gregor gregor = start(new MarkedCards(2))) {
            awaitVersion2(gregor);

            assertThat(gregor.privacy().forget("ann", "the tests", "she asked").readModels())
                    .isEqualTo(Map.of("cards", Mending.UNKNOWN));

            awaitCleanUp(gregor, "cards");
            awaitDone(gregor);
            awaitNothingOf(NAME, "");
        }
    }

    /** The session of the instance before may not be over. */
    private static void awaitCleanUp(Gregor gregor, String projection) {
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> gregor.projectionControl().cleanUp(projection, 1).get(30, TimeUnit.SECONDS)
                        instanceof ControlAnswer.Done);
    }

    @Test
    void aReadModelThatIsNotInTheCodeIsNamedAndCanBeDeleted() throws Exception {
        join(new Greetings());
        try (Gregor gregor = start(new MarkedCards(1))) {
            Receipt receipt = gregor.privacy().forget("ann", "the tests", "she asked");

            assertThat(receipt.readModels()).isEqualTo(Map.of("greetings", Mending.UNKNOWN));
            assertThat(receipt.problems())
                    .singleElement()
                    .asString()
                    .startsWith("Read model 'greetings' may have rows");
            assertThat(filesWith(NAME, "greetings")).isNotEmpty();

            awaitCleanUp(gregor, "greetings");

            awaitDone(gregor);
            awaitNothingOf(NAME, "");
        }
    }

    @Test
    void statesFromBeforeTheMarkAreNamedUntilTheyAreRebuilt() throws IOException {
        try (Gregor gregor = start(new OpenMember())) {
            gregor.commands()
                    .send(OpenMember.class, "1", new Join("ann", NAME))
                    .join()
                    .orElseThrow();
        }
        try (Gregor gregor = start()) {
            assertThat(gregor.warnings())
                    .anyMatch(each -> each.contains("rebuild member, and delete the folder gregor-"));

            Receipt receipt = gregor.privacy().forget("ann", "the tests", "she asked");

            assertThat(receipt.states()).containsOnlyKeys("member");
            assertThat(receipt.done()).isFalse();
            assertThat(receipt.problems()).singleElement().asString().contains("rebuild member, and delete the folder");
        }
    }

    private static void awaitDone(Gregor gregor) {
        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        gregor.privacy().receipt("ann").filter(Receipt::done).isPresent());
    }
}
