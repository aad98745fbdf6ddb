package dev.gregor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.node.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

class AclsCommandTest {

    private static final Path PAGE = Path.of("../docs/security.md");

    private static List<String> lines(String... args) {
        Options options = Options.parse(args);
        assertThat(options.asksForAcls()).isTrue();
        return AclsCommand.of(options).lines(Settings.read(options.values(), "", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "relay", "sink --sink users --reads user.events", "cli"})
    void thePageHasWhatIsDerived(String who) throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        int heading = page.indexOf("### Rights of `--for " + who + "`");
        assertThat(heading).isNotNegative();
        List<String> table = page.subList(heading + 1, page.size()).stream()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(table).containsExactlyElementsOf(lines(("acls --table --for " + who).split(" ")));
    }

    @Test
    void printsCommandsForTheClusterAndThePrincipal() {
        assertThat(lines("acls", "--principal", "User:CN=bank, O=Acme", "--bootstrap-servers", "kafka:9092"))
                .contains(
                        "kafka-acls --bootstrap-server kafka:9092 --command-config admin.properties --add"
                                + " --allow-principal 'User:CN=bank, O=Acme' --operation Read --group gregor-app-write",
                        "kafka-acls --bootstrap-server kafka:9092 --command-config admin.properties --add"
                                + " --allow-principal 'User:CN=bank, O=Acme' --operation Write --transactional-id"
                                + " gregor-app-write- --resource-pattern-type prefixed")
                .noneMatch(line -> line.contains("--cluster"));
    }

    @Test
    void addsTopicsThatArePublishedTo() {
        assertThat(lines("acls", "--for", "relay", "--publishes", "orders,mails", "--table"))
                .contains("| topic `orders` | Write |", "| topic `mails` | Write |");
    }

    @Test
    void namesWhoMayBeMeant() {
        assertThatThrownBy(() -> lines("acls", "--for", "nobody"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'nobody'")
                .hasMessageContaining("subscriber, relay, sink, cli");
    }

    @Test
    void aSinkIsToldByItsNameAndTopics() {
        assertThatThrownBy(() -> lines("acls", "--for", "sink", "--sink", "users"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--reads <topics>");
        assertThat(lines("acls", "--for", "sink", "--sink", "users", "--reads", "a.events,b.events", "--table"))
                .contains("| topic `a.events` | Read |", "| topic `b.events` | Read |");
    }
}
