package dev.gregor.projection.run;

import dev.gregor.failure.TransientException;
import dev.gregor.projection.build.BuildId;
import dev.gregor.streams.ApplicationIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.KafkaFuture;

/** The builds of which there are topics or a consumer group, recorded or not. */
final class LeftOverBuilds {

    private static final long WAIT_SECONDS = 60;

    private LeftOverBuilds() {}

    /** Those of one application, by the name of the read model. To be looked for before the recorded ones are read. */
    static Map<String, Set<BuildId>> find(Admin admin, String app) {
        Pattern name = Pattern.compile(Pattern.quote(new ApplicationIds(app).projections())
                + "([a-z][a-z0-9-]*?)-v([0-9]{1,9}(?:\\.[0-9]{1,9})?)(?:-[a-z-]+-(?:changelog|repartition))?");
        Map<String, Set<BuildId>> found = new HashMap<>();
        Set<String> names = new TreeSet<>(await(admin.listTopics().names()));
        await(admin.listGroups().all()).stream().map(GroupListing::groupId).forEach(names::add);
        for (String each : names) {
            Matcher matcher = name.matcher(each);
            if (matcher.matches()) {
                found.computeIfAbsent(matcher.group(1), key -> new HashSet<>()).add(BuildId.parse(matcher.group(2)));
            }
        }
        return found;
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new TransientException("The builds of projections cannot be looked for: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while the builds of projections were looked for", e);
        }
    }
}
