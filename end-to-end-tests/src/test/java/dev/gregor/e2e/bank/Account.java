package dev.gregor.e2e.bank;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * One account as the only one who sends commands to it knows it: its history has each acknowledged command once. All methods
 * answer what is wrong, as texts. For one thread at a time.
 */
public final class Account {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "bank-account.";
    private static final int PAGE = 7;

    /** More than anybody ever has. */
    private static final long FORTUNE = 1_000_000_000_000L;

    /**
     * A command and how it ended.
     *
     * @param body a JSON object
     * @param outcome the version that it led to, or the code of its rejection
     */
    private record Sent(String key, String action, String body, String outcome) {}

    private final String id;
    private final String owner;
    private final List<String> history = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final Set<String> accepted = new TreeSet<>();
    private long cents;
    private long deposits;
    private String position = "";

    /** Not open yet. */
    public Account(String id, String owner) {
        this.id = id;
        this.owner = owner;
    }

    /** The id of the aggregate. */
    public String id() {
        return id;
    }

    String owner() {
        return owner;
    }

    long deposits() {
        return deposits;
    }

    /** The keys of the commands that were accepted. */
    public Set<String> accepted() {
        return accepted;
    }

    /** Opens it, or sends one of: a deposit, a withdrawal, one of too much, another opening, a repetition of an earlier command. */
    public List<String> command(Api api, Random random) {
        if (history.isEmpty()) {
            return accept(api, "open", "{\"owner\":\"%s\"}".formatted(owner), "opened.v1");
        }
        return switch (random.nextInt(6)) {
            case 0 -> reject(api, "withdraw", cents(FORTUNE), "overdrawn");
            case 1 -> reject(api, "open", "{\"owner\":\"thief\"}", "already-open");
            case 2 -> repeat(api, sent.get(random.nextInt(sent.size())));
            case 3 -> withdraw(api, 1 + random.nextInt(50));
            default -> deposit(api, 1 + random.nextInt(100));
        };
    }

    private List<String> deposit(Api api, int amount) {
        List<String> wrong = accept(api, "deposit", cents(amount), "deposited.v1");
        cents += amount;
        deposits++;
        return wrong;
    }

    private List<String> withdraw(Api api, int amount) {
        if (amount > cents) {
            return deposit(api, amount);
        }
        cents -= amount;
        return accept(api, "withdraw", cents(amount), "withdrawn.v1");
    }

    private static String cents(long cents) {
        return "{\"cents\":%d}".formatted(cents);
    }

    private List<String> accept(Api api, String action, String body, String event) {
        history.add(EVENT + event + body);
        Sent command = new Sent(nextKey(), action, body, Integer.toString(history.size()));
        accepted.add(command.key());
        HttpResponse<String> answer = post(api, command);
        answer.headers().firstValue("Gregor-Position").ifPresent(token -> position = token);
        return compare(command, answer);
    }

    private List<String> reject(Api api, String action, String body, String code) {
        Sent command = new Sent(nextKey(), action, body, code);
        return compare(command, post(api, command));
    }

    private List<String> repeat(Api api, Sent command) {
        HttpResponse<String> answer = post(api, command);
        List<String> wrong = new ArrayList<>(compare(command, answer));
        if (answer.statusCode() == 200 && !json(answer).path("replayed").asBoolean()) {
            wrong.add("%s: the repeated command %s was done again".formatted(id, command));
        }
        return wrong;
    }

    private String nextKey() {
        return id + '#' + sent.size();
    }

    private HttpResponse<String> post(Api api, Sent command) {
        if (command.key().equals(nextKey())) {
            sent.add(command);
        }
        return api.post(path() + "/commands/" + command.action(), command.body(), "Idempotency-Key", command.key());
    }

    private List<String> compare(Sent command, HttpResponse<String> answer) {
        String got = switch (answer.statusCode()) {
            case 200 -> json(answer).path("version").asText();
            case 422 -> json(answer).path("code").asText();
            default -> "status " + answer.statusCode();
        };
        return got.equals(command.outcome())
                ? List.of()
                : List.of("%s: %s ended as %s: %s".formatted(id, command, got, answer.body()));
    }

    /** Compares state, events and row with the history; the reads ask for the position of the last command. */
    public List<String> differences(Api api) {
        List<String> wrong = new ArrayList<>(stale(api));
        List<String> events = events(api);
        if (!events.equals(history)) {
            wrong.add("%s: its events are %s, expected %s".formatted(id, events, history));
        }
        return wrong;
    }

    /** Compares state and row with the history; the reads ask for the position of the last command. */
    public List<String> stale(Api api) {
        List<String> wrong = new ArrayList<>();
        HttpResponse<String> state = api.get(path(), "Gregor-Position", position);
        JsonNode json = json(state);
        if (json.path("version").asInt() != history.size()
                || json.path("state").path("cents").asLong(-1) != cents) {
            wrong.add("%s: state is %s, expected version %d and %d cents"
                    .formatted(id, state.body(), history.size(), cents));
        }
        HttpResponse<String> row = api.get("/api/projections/cents-by-account/" + id, "Gregor-Position", position);
        if (json(row).path("value").path("accounts").asLong(-1) != cents) {
            wrong.add("%s: its row is %s, expected %d cents".formatted(id, row.body(), cents));
        }
        return wrong;
    }

    private List<String> events(Api api) {
        List<String> events = new ArrayList<>();
        String next = "1";
        while (!next.equals("null")) {
            HttpResponse<String> page =
                    api.get(path() + "/events?from=" + next + "&limit=" + PAGE, "Gregor-Position", position);
            json(page)
                    .path("events")
                    .forEach(event -> events.add(event.path("type").asText() + event.path("data")));
            next = json(page).path("next").asText("null");
        }
        return events;
    }

    private String path() {
        return "/api/aggregates/bank-account/" + id;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("The answer is not JSON: " + answer.body(), e);
        }
    }
}
