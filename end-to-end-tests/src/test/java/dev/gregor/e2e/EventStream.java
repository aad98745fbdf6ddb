package dev.gregor.e2e;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of server-sent events that gathers what comes, as an {@code EventSource} of a browser does. */
final class EventStream implements AutoCloseable {

    private final HttpResponse<InputStream> response;
    private final List<Map<String, String>> events = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::read, "event-stream");
    private volatile String firstEventId = "";
    private volatile String lastEventId = "";
    private volatile boolean begun;
    private volatile boolean ended;

    EventStream(HttpResponse<InputStream> response) {
        this.response = response;
        if (response.statusCode() != 200) {
            throw new AssertionError("The stream was answered with status " + response.statusCode());
        }
        thread.setDaemon(true);
        thread.start();
        await().until(() -> begun);
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            Map<String, String> event = new HashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    event.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
                    continue;
                }
                firstEventId = begun ? firstEventId : event.getOrDefault("id", "");
                begun = true;
                if (event.containsKey("data")) {
                    events.add(Map.copyOf(event));
                }
                lastEventId = event.getOrDefault("id", lastEventId);
                event.clear();
            }
            ended = true;
        } catch (IOException | UncheckedIOException cut) {
            begun = true;
        }
    }

    List<String> of(String field) {
        return events.stream().map(event -> event.getOrDefault(field, "")).toList();
    }

    /** The place that it began at. */
    String firstEventId() {
        return firstEventId;
    }

    String lastEventId() {
        return lastEventId;
    }

    /** Whether the server ended it as it should. */
    boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
