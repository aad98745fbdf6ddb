package dev.gregor.e2e.bank;

import dev.gregor.e2e.JarProcess;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One instance, asked again on 503 and 504 for a minute; then that is its answer. */
public record OneInstance(JarProcess process) implements Api {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Set<Integer> LATER = Set.of(503, 504);

    @Override
    public HttpResponse<String> get(String path, String... headers) {
        return patiently(() -> process.get(path, headers));
    }

    @Override
    public HttpResponse<String> post(String path, String body, String... headers) {
        return patiently(() -> process.post(path, body, headers));
    }

    private static HttpResponse<String> patiently(Supplier<HttpResponse<String>> ask) {
        AtomicReference<HttpResponse<String>> last = new AtomicReference<>();
        try {
            Awaitility.await().atMost(LONGEST).until(() -> {
                last.set(ask.get());
                return !LATER.contains(last.get().statusCode());
            });
        } catch (ConditionTimeoutException e) {
            return last.get();
        }
        return last.get();
    }
}
