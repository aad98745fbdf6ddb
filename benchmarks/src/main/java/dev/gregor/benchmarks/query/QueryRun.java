package dev.gregor.benchmarks.query;

import dev.gregor.benchmarks.account.Balances;
import dev.gregor.benchmarks.gregor.AppProcess;
import dev.gregor.benchmarks.gregor.EmbeddedGregor;
import dev.gregor.benchmarks.machine.Json;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.projection.Projection;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.query.QueryAnswer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Asks for rows in this process, and of one of two instances of the application. */
@Command(name = QueryRun.NAME, hidden = true)
public final class QueryRun implements Runnable {

    static final String NAME = "query-run";

    private static final int ACCOUNTS = 10_000;
    private static final int PARTITIONS = 4;
    private static final Duration NO_WAIT = Duration.ZERO;

    @Parameters(description = "what to ask, as JSON")
    private String request = "";

    @Override
    public void run() {
        QueryRequest wanted = Json.read(request, QueryRequest.class);
        overHttp(wanted, inProcess(wanted));
    }

    /** Answers the accounts that have rows. */
    private static List<String> inProcess(QueryRequest wanted) {
        EmbeddedGregor gregor = new EmbeddedGregor(wanted.place("embedded"), wanted.topics());
        try (var projections = gregor.startProjections(List.of(new Balances()))) {
            QueryGateway queries = QueryGateway.over(projections, NO_WAIT);
            Waiting.until("the read model has caught up", () -> projections.areRunning() && caughtUp(queries));
            List<String> accounts = IntStream.range(0, ACCOUNTS)
                    .mapToObj(account -> "account-" + account)
                    .filter(account -> found(queries, account))
                    .toList();
            measure(wanted, new Askers(QueryKind.IN_PROCESS, account -> requireFound(queries, account), accounts));
            return accounts;
        }
    }

    private static boolean caughtUp(QueryGateway queries) {
        return queries.projections().stream().allMatch(each -> each.lag() == 0 && each.applied() > 0);
    }

    private static boolean found(QueryGateway queries, String account) {
        return queries.get(Balances.NAME, account, null).join() instanceof QueryAnswer.Found<?>;
    }

    private static void requireFound(QueryGateway queries, String account) {
        if (!found(queries, account)) {
            throw new IllegalStateException("No row " + account);
        }
    }

    private static void overHttp(QueryRequest wanted, List<String> accounts) {
        List<Class<? extends Projection<?>>> readModels = List.of(Balances.class);
        try (AppProcess one = AppProcess.start(wanted.place("one"), readModels);
                AppProcess two = AppProcess.start(wanted.place("two"), readModels)) {
            HttpRows rows = new HttpRows(one.address());
            new HttpRows(two.address()).awaitAll(accounts);
            rows.awaitAll(accounts);
            Predicate<String> own = rows.own(PARTITIONS);
            measure(wanted, new Askers(QueryKind.LOCAL, rows, some(accounts, own)));
            measure(wanted, new Askers(QueryKind.FORWARDED, rows, some(accounts, own.negate())));
        }
    }

    private static List<String> some(List<String> accounts, Predicate<String> wanted) {
        return accounts.stream().filter(wanted).toList();
    }

    private static void measure(QueryRequest wanted, Askers askers) {
        askers.ask(wanted.round(), Collections.max(wanted.inFlight()), wanted.warmUpSeconds());
        wanted.inFlight().stream()
                .map(inFlight -> askers.ask(wanted.round(), inFlight, wanted.seconds()))
                .forEach(cell -> System.out.println(Json.line(cell)));
    }
}
