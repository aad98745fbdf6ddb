package dev.gregor.client;

import static dev.gregor.client.FakeInstance.json;
import static dev.gregor.client.FakeInstance.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.bank.AccountsByOwner;
import com.example.bank.BankAccount;
import com.example.bank.Open;
import dev.gregor.api.LiveStart;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.projection.query.RowRange;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What docs/client.md shows. */
class ExampleTest {

    private final FakeInstance instance = new FakeInstance(
            json(
                    "{\"aggregateId\":\"42\",\"version\":1,\"events\":[],\"replayed\":false}",
                    "Gregor-Position: bank-account:0:1"),
            json("{\"key\":\"ann\",\"value\":{\"accounts\":1}}"),
            json("{\"rows\":[{\"key\":\"ann\",\"value\":{\"accounts\":1}}],\"cursor\":null}"),
            stream("id: bank-account:1", "", ""));

    @Test
    void asksInstancesThatRunElsewhere() {
        try (instance) {
            example(instance.url(), instance.url(), () -> "secret", "bank-account:0");

            assertThat(instance.requests().stream().limit(3).map(each -> each.header("Authorization")))
                    .containsExactly("Bearer secret", "Bearer secret", "Bearer secret");
            assertThat(instance.requests().get(1).header("Gregor-Position")).isEqualTo("bank-account:0:1");
        }
    }

    private static void example(String one, String two, Supplier<String> token, String kept) {
        try (GregorClient gregor = GregorClient.configure()
                .baseUri(one)
                .baseUri(two)
                .aggregate(new BankAccount())
                .projection(new AccountsByOwner())
                .token(token)
                .connect()) {
            Accepted opened = gregor.commands()
                    .send(BankAccount.class, "42", new Open("ann"))
                    .join()
                    .orElseThrow();
            gregor.queries()
                    .get(AccountsByOwner.class, "ann", opened.position())
                    .join()
                    .ifPresent(row -> System.out.println("Ann has " + row.getAccounts() + " accounts"));
            gregor.queries().stream(AccountsByOwner.class, RowRange.all())
                    .forEach(row -> System.out.println(row.getKey() + ": " + row.getValue()));
            gregor.events().live(BankAccount.class, LiveStart.after(kept)).subscribe(new EventPrinter());
        }
    }
}
