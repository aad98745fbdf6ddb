package dev.gregor.messaging.subscribe.queue;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.messaging.envelope.MessagingSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Sets up the share group of a queue, and the topic of what fails in it. */
final class QueueGroup {

    private static final String DELIVERIES = "share.delivery.count.limit";

    /** After so many brokers drop a message; more are not allowed unless they are told otherwise. */
    private static final int MOST_DELIVERIES = 10;

    /** From this one on a message is not handled again. There are three more to put it elsewhere. */
    static final int LAST_DELIVERY = MOST_DELIVERIES - 3;

    /** How large a failed message may be: as large as a producer can send. */
    static final int MAX_BYTES = 32 << 20;

    private final MessagingSettings settings;
    private final QueueSpec spec;

    QueueGroup(MessagingSettings settings, QueueSpec spec) {
        this.settings = settings;
        this.spec = spec;
    }

    /**
     * Sets up what is missing.
     *
     * @throws TransientException if a topic is missing, or the cluster does not answer, or refuses
     */
    void provide() {
        try (Admin admin = Admin.create(KafkaClients.withoutIds(settings.kafka()))) {
            for (String each : spec.weights().keySet()) {
                if (AdminCalls.describe(admin, each).isEmpty()) {
                    throw new TransientException("There is no topic '%s'; create it".formatted(each));
                }
            }
            provideFailures(admin);
            ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, spec.group(settings.app()));
            Config present = describe(admin, group);
            Map<String, String> wanted = Map.of(
                    "share.isolation.level",
                    "read_committed",
                    "share.auto.offset.reset",
                    spec.fromNow() ? "latest" : "earliest",
                    DELIVERIES,
                    String.valueOf(MOST_DELIVERIES),
                    "share.renew.acknowledge.enable",
                    "true");
            set(admin, group, present, wanted);
        }
    }

    private void provideFailures(Admin admin) {
        String failures = spec.failures(settings.app());
        if (AdminCalls.describe(admin, failures).isPresent()) {
            return;
        }
        NewTopic topic = new NewTopic(failures, Optional.empty(), Optional.empty())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        String.valueOf(MAX_BYTES)));
        AdminCalls.create(admin, topic);
    }

    private static Config describe(Admin admin, ConfigResource group) {
        KafkaFuture<Map<ConfigResource, Config>> described =
                admin.describeConfigs(List.of(group)).all();
        return AdminCalls.await(described, "read the settings of share group " + group.name())
                .getOrDefault(group, new Config(List.of()));
    }

    private static void set(Admin admin, ConfigResource group, Config present, Map<String, String> wanted) {
        Collection<AlterConfigOp> changes = new ArrayList<>();
        wanted.forEach((name, value) -> {
            ConfigEntry entry = present.get(name);
            if (entry != null && !value.equals(entry.value())) {
                changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
            }
        });
        if (!changes.isEmpty()) {
            AdminCalls.await(
                    admin.incrementalAlterConfigs(Map.of(group, changes)).all(),
                    "set %s of share group %s".formatted(wanted, group.name()));
        }
    }
}
