package dev.gregor.e2e.cluster;

import dev.gregor.e2e.bank.Account;
import dev.gregor.e2e.bank.Api;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/** Some accounts in each partition; the owner of each sends a command, reads what it has written, pauses, and so on. */
final class Customers implements AutoCloseable {

    private static final int FOR_EACH_PARTITION = 2;
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final Api api;
    private final Accepted accepted;
    private final List<Account> accounts = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Queue<String> stale = new ConcurrentLinkedQueue<>();
    private volatile boolean ending;

    Customers(Api api, Accepted accepted, long seed) {
        this.api = api;
        this.accepted = accepted;
        for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
            ids(partition).forEach(id -> accounts.add(new Account(id, "ann")));
        }
        for (Account account : accounts) {
            Random random = new Random(seed + account.id().hashCode());
            threads.add(new Thread(() -> work(account, random), account.id()));
        }
        threads.forEach(Thread::start);
    }

    private static List<String> ids(int partition) {
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> "account-" + number)
                .filter(id -> partition(id) == partition)
                .limit(FOR_EACH_PARTITION)
                .toList();
    }

    private static int partition(String id) {
        return Utils.toPositive(Utils.murmur2(id.getBytes(StandardCharsets.UTF_8))) % Cluster.PARTITIONS;
    }

    private void work(Account account, Random random) {
        Api noting = new Noting(partition(account.id()));
        try {
            while (!ending) {
                wrong.addAll(account.command(noting, random));
                stale.addAll(account.stale(api));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (AssertionError e) {
            wrong.add(e.toString());
        }
    }

    /** Notes when a command is accepted. */
    private final class Noting implements Api {

        private final int partition;

        Noting(int partition) {
            this.partition = partition;
        }

        @Override
        public HttpResponse<String> get(String path, String... headers) {
            return api.get(path, headers);
        }

        @Override
        public HttpResponse<String> post(String path, String body, String... headers) {
            HttpResponse<String> answer = api.post(path, body, headers);
            if (answer.statusCode() == 200) {
                accepted.add(partition);
            }
            return answer;
        }
    }

    List<Account> accounts() {
        return accounts;
    }

    /** Outcomes that are not those of each command done once. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** Reads that did not show what their position says. */
    List<String> stale() {
        return List.copyOf(stale);
    }

    /** Lets each finish what it does. */
    @Override
    public void close() {
        ending = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
