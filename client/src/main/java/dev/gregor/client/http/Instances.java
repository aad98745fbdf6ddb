package dev.gregor.client.http;

import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** The instances that may be asked. All callers ask the same one, until it fails one of them. Thread-safe. */
public final class Instances {

    private final List<String> bases;
    private final AtomicInteger current;

    public Instances(List<URI> uris) {
        this.bases = uris.stream().map(Instances::withoutSlash).toList();
        this.current = new AtomicInteger(ThreadLocalRandom.current().nextInt(bases.size()));
    }

    private static String withoutSlash(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    public int count() {
        return bases.size();
    }

    /** The number of the one to be asked now. */
    public int current() {
        return current.get();
    }

    /** The address of a path at one of them. */
    public URI uri(int number, String path) {
        return URI.create(bases.get(number) + path);
    }

    /** Has the next one asked from now on, if this one is asked at present. */
    public void failed(int number) {
        current.compareAndSet(number, (number + 1) % bases.size());
    }
}
