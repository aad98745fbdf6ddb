package dev.gregor.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.topic.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstEventsCheckTest {

    private static final TopicPartition EVENTS = new TopicPartition("user.events", 1);

    private final Admin admin = admin();
    private final FirstEventsCheck check =
            new FirstEventsCheck(admin, List.of(new TopicSpec("user.events", 2, TopicSpec.Kind.LOG, 1_000)));

    private static Admin admin() {
        Properties nowhere = new Properties();
        nowhere.put("bootstrap.servers", "127.0.0.1:1");
        return Admin.create(nowhere);
    }

    @AfterEach
    void close() {
        admin.close(Duration.ZERO);
    }

    private Optional<String> look(long beginning) {
        return check.deleted(Map.of(EVENTS, new ListOffsetsResultInfo(beginning, -1, Optional.empty())));
    }

    @Test
    void tellsOfPartitionsThatBeginLater() {
        assertThat(look(0)).isEmpty();
        assertThat(look(0)).isEmpty();
        assertThat(look(7)).hasValueSatisfying(text -> assertThat(text).contains("user.events-1 at offset 7"));
        assertThat(look(7)).isPresent();
    }

    @Test
    void takesTheFirstLookForTheBeginning() {
        assertThat(look(5)).isEmpty();
        assertThat(look(5)).isEmpty();
        assertThat(look(6)).isPresent();
    }
}
