package dev.gregor.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.loader.MetadataLoader;
import org.apache.kafka.image.publisher.MetadataPublisher;

/**
 * The session that a broker which was killed still has with the controller. A broker that starts within it is elected twice: by what the
 * killed one led, and again after that one is fenced. A group coordinator that is elected the second time while it loads for the first
 * counts as loaded when the first load ends; it then answers without committed offsets, and readers begin anew.
 */
final class FormerSession implements MetadataPublisher {

    private final int brokerId;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    FormerSession(int brokerId) {
        this.brokerId = brokerId;
    }

    /** Returns when the controller does not count the broker as alive, or after the given time. */
    static void awaitEnd(MetadataLoader metadata, int brokerId, Duration atMost) {
        FormerSession session = new FormerSession(brokerId);
        metadata.installPublishers(List.of(session));
        try {
            session.over.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException unknown) {
            // Without an active controller nobody knows; the broker waits for one itself, and says so.
        } catch (ExecutionException e) {
            throw new IllegalStateException("Nothing completes it with a failure", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while the broker starts", e);
        } finally {
            metadata.removeAndClosePublisher(session);
        }
    }

    @Override
    public String name() {
        return "FormerSession id=" + brokerId;
    }

    @Override
    public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
        var registration = image.cluster().broker(brokerId);
        if (registration == null || registration.fenced()) {
            over.complete(null);
        }
    }

    boolean isOver() {
        return over.isDone();
    }

    @Override
    public void close() {}
}
