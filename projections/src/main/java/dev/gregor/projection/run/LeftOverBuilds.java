package dev.gregor.projection.run;

import dev.gregor.kafka.AdminCalls;
import dev.gregor.projection.build.BuildId;
import dev.gregor.streams.ApplicationIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;

/** The builds of which there are topics or a consumer group, recorded or not. */
final class LeftOverBuilds {

    private LeftOverBuilds() {}

    /** Those of one application, by the name of the read model. To be looked for before the recorded ones are read. */
    static Map<String, Set<BuildId>> find(Admin admin, String app) {
        Pattern name = Pattern.compile(Pattern.quote(new ApplicationIds(app).projections())
                + "([a-z][a-z0-9-]*?)-v([0-9]{1,9}(?:\\.[0-9]{1,9})?)(?:-[a-z-]+-(?:changelog|repartition))?");
        Map<String, Set<BuildId>> found = new HashMap<>();
        Set<String> names = new TreeSet<>(AdminCalls.await(admin.listTopics().names(), "list topics"));
        AdminCalls.await(admin.listGroups().all(), "list groups").stream()
                .map(GroupListing::groupId)
                .forEach(names::add);
        for (String each : names) {
            Matcher matcher = name.matcher(each);
            if (matcher.matches()) {
                found.computeIfAbsent(matcher.group(1), key -> new HashSet<>()).add(BuildId.parse(matcher.group(2)));
            }
        }
        return found;
    }
}
