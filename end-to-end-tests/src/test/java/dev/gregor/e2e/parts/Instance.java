package dev.gregor.e2e.parts;

import com.example.bank.AccountsByOwner;
import dev.gregor.e2e.DomainJar;
import dev.gregor.e2e.JarProcess;
import dev.gregor.e2e.views.CentsByAccount;
import dev.gregor.e2e.views.DepositsPerHour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An application of one instance with three read models: one keyed as its events are, {@link AccountsByOwner one by another
 * key}, and one of windows. It shares a broker with others, but no topic and no group.
 */
final class Instance {

    private final String bootstrapServers;
    private final String name;
    private final Path folder;
    private final List<String> options;

    Instance(String bootstrapServers, Path folder, String name) throws IOException {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
        this.folder = Files.createDirectories(folder);
        Path domain = DomainJar.write(folder.resolve("domain.jar"), CentsByAccount.class, DepositsPerHour.class);
        Path config = Files.writeString(
                folder.resolve("gregor.properties"),
                "gregor.partitions=2\ngregor.reply-partitions=2\ngregor.topic-prefix=%s.\n".formatted(name));
        this.options = List.of(
                "--bootstrap-servers",
                bootstrapServers,
                "--app",
                name,
                "--domain",
                domain.toString(),
                "--only",
                "bank-account",
                "--config",
                config.toString());
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    JarProcess start() {
        return JarProcess.start(data(), options.toArray(String[]::new));
    }

    /** Runs a task of the JAR while the application is stopped; answers its exit code, a blank, and what it printed. */
    String run(String... task) {
        List<String> all = new ArrayList<>(List.of(task));
        all.addAll(options);
        return JarProcess.run(data(), all.toArray(String[]::new));
    }

    Path data() {
        return folder.resolve("data");
    }

    /** Whether a topic or a consumer group is its own. */
    boolean owns(String topicOrGroup) {
        return topicOrGroup.startsWith(name + '.') || topicOrGroup.startsWith("gregor-" + name + '-');
    }

    /** A name without what differs from instance to instance and from partition to partition. */
    String kind(String partName) {
        return partName.replace(name, "<app>").replaceAll("\\b\\d+_\\d+\\b", "<task>");
    }
}
