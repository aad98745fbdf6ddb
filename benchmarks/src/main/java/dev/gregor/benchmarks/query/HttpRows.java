package dev.gregor.benchmarks.query;

import dev.gregor.benchmarks.account.Balances;
import dev.gregor.benchmarks.machine.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/** The rows as one instance answers them over HTTP/1.1 with connections that are kept. */
final class HttpRows implements Source {

    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI instance;

    HttpRows(URI instance) {
        this.instance = instance;
    }

    @Override
    public void get(String account) {
        HttpResponse<String> answer = row(account);
        if (!isRow(answer, account)) {
            throw new IllegalStateException("%s: %d %s".formatted(account, answer.statusCode(), answer.body()));
        }
    }

    private HttpResponse<String> row(String account) {
        return ask("/api/projections/%s/%s".formatted(Balances.NAME, account));
    }

    private static boolean isRow(HttpResponse<String> answer, String account) {
        return answer.statusCode() == OK && answer.body().contains("\"key\":\"" + account + '"');
    }

    private HttpResponse<String> ask(String path) {
        try {
            return client.send(HttpRequest.newBuilder(instance.resolve(path)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(instance + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking", e);
        }
    }

    /** Whether the instance itself has the row of an account; asked once it has some partitions and not all of them. */
    Predicate<String> own(int partitions) {
        Waiting.until("two instances share the partitions", () -> {
            int here = here(partitions).size();
            return here > 0 && here < partitions;
        });
        Set<Integer> here = here(partitions);
        return account -> here.contains(partition(account, partitions));
    }

    /** The partitions of which the instance itself has the rows, as it tells other instances. */
    private Set<Integer> here(int partitions) {
        return IntStream.range(0, partitions)
                .filter(partition ->
                        ask("/internal/projections/%s/1/partitions/%d/rows?limit=1".formatted(Balances.NAME, partition))
                                        .statusCode()
                                == OK)
                .boxed()
                .collect(Collectors.toSet());
    }

    /** Waits until all rows can be had. */
    void awaitAll(Collection<String> accounts) {
        accounts.forEach(account -> Waiting.until("there is a row " + account, () -> isRow(row(account), account)));
    }

    private static int partition(String account, int partitions) {
        return Utils.toPositive(Utils.murmur2(Utils.utf8(account))) % partitions;
    }
}
