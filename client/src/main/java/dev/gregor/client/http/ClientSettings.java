package dev.gregor.client.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How instances are asked.
 *
 * @param baseUris where they are
 * @param headers the headers that each request has
 * @param timeout how long a call may take with all its tries
 * @param requestTimeout how long a try may take
 * @param maxRequests how many tries may be under way at once
 */
public record ClientSettings(
        List<URI> baseUris,
        Supplier<Map<String, String>> headers,
        Duration timeout,
        Duration requestTimeout,
        int maxRequests) {}
