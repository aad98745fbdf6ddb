package dev.gregor.e2e.bank;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gregor.e2e.AtOnce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The accounts of some owners, and what the read models must say of them. */
public final class Bank {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> OWNERS = List.of("ann", "bob", "cem");
    private static final int AT_ONCE = 6;
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    private final List<Account> accounts = new ArrayList<>();

    /** Opens some more accounts, sends commands to each account, and answers what is wrong with their outcomes. */
    public List<String> work(Api api, long seed, int newAccounts, int commandsEach) {
        for (int i = 0; i < newAccounts; i++) {
            int number = accounts.size();
            accounts.add(new Account("account-" + number, OWNERS.get(number % OWNERS.size())));
        }
        return ofEach(account -> {
            Random random = new Random(seed * 31 + account.id().hashCode());
            return IntStream.range(0, commandsEach)
                    .mapToObj(command -> account.command(api, random))
                    .flatMap(List::stream)
                    .toList();
        });
    }

    /** Compares every account and every row with the acknowledged commands. */
    public List<String> differences(Api api) {
        List<String> wrong = new ArrayList<>(ofEach(account -> account.differences(api)));
        Map<String, Long> owned =
                new TreeMap<>(accounts.stream().collect(Collectors.groupingBy(Account::owner, Collectors.counting())));
        wrong.addAll(rows(api, "accounts-by-owner", owned, Function.identity()));
        long deposits = accounts.stream().mapToLong(Account::deposits).sum();
        wrong.addAll(rows(api, "deposits-per-hour", Map.of("all", deposits), hour -> "all"));
        return wrong;
    }

    private List<String> ofEach(Function<Account, List<String>> work) {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        AtOnce.forEach(
                IntStream.range(0, accounts.size()), AT_ONCE, number -> wrong.addAll(work.apply(accounts.get(number))));
        return List.copyOf(wrong);
    }

    /** Rows that are counts may still be on their way, for they are in other partitions than the positions speak of. */
    private static List<String> rows(
            Api api, String projection, Map<String, Long> expected, Function<String, String> key) {
        try {
            Awaitility.await()
                    .atMost(CATCH_UP)
                    .until(() -> counts(api, projection, key).equals(expected));
            return List.of();
        } catch (ConditionTimeoutException e) {
            return List.of("The rows of %s add up to %s, expected %s; %s"
                    .formatted(
                            projection,
                            counts(api, projection, key),
                            expected,
                            api.get("/api/projections").body()));
        }
    }

    private static Map<String, Long> counts(Api api, String projection, Function<String, String> key) {
        Map<String, Long> counts = new TreeMap<>();
        String body = api.get("/api/projections/" + projection + "?limit=100").body();
        for (JsonNode row : json(body).path("rows")) {
            counts.merge(
                    key.apply(row.path("key").asText()),
                    row.path("value").path("accounts").asLong(),
                    Long::sum);
        }
        return counts;
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("The answer is not JSON: " + body, e);
        }
    }
}
