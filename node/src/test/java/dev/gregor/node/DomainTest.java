package dev.gregor.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.schema.SchemaRule;
import dev.gregor.message.MessageType;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.envelope.PublishedTypes;
import dev.gregor.messaging.flow.Flow;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.node.settings.DomainSettings;
import dev.gregor.user.User;
import dev.gregor.user.UserRegistered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainTest {

    @Test
    void findsWhatServicesList() {
        Domain domain = Domain.find(new DomainSettings(List.of(), Set.of(), SchemaRule.FULL));
        assertThat(domain.aggregates()).extracting("type").containsExactly("user");
        assertThat(domain.projectionDefinitions())
                .extracting("name")
                .contains("user-by-id", "users-by-status", "registrations-per-hour");
    }

    /** A subscriber as a domain has it. */
    public static final class Welcome extends Subscriber {
        public Welcome() {
            super("welcome");
            topics("user.events");
        }
    }

    /** What it publishes. */
    public static final class WelcomeTypes implements PublishedTypes {
        @Override
        public MessageTypes types() {
            return MessageTypes.none().with("notice.sent.v1", UserRegistered.class);
        }
    }

    /** A flow as a domain has it. */
    public static final class Copies extends Flow {
        public Copies() {
            super("copies");
        }
    }

    @Test
    void findsSubscribersAndWhatTheyPublish(@TempDir Path jar) throws IOException {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(Subscriber.class.getName()), Welcome.class.getName());
        Files.writeString(services.resolve(Flow.class.getName()), Copies.class.getName());
        Files.writeString(services.resolve(PublishedTypes.class.getName()), WelcomeTypes.class.getName());

        Messages messages = Domain.find(new DomainSettings(List.of(jar), Set.of(), SchemaRule.FULL))
                .messages();

        assertThat(messages.subscribers()).extracting(Subscriber::name).containsExactly("welcome");
        assertThat(messages.flows()).extracting(Flow::name).containsExactly("copies");
        assertThat(messages.types().of(new UserRegistered("john", "john@example.com")))
                .hasToString("notice.sent.v1");
    }

    @Test
    void refusesATypeThatThereIsNot() {
        assertThatThrownBy(() -> Domain.find(new DomainSettings(List.of(), Set.of("bank-account"), SchemaRule.FULL)))
                .isInstanceOf(StartException.class)
                .hasMessage("There is no aggregate type [bank-account], only [user]: "
                        + "correct gregor.only, or add the JAR to gregor.domain");
    }

    @Test
    void namesACommandThatNoAggregateHasAndThoseThatThereAre() {
        Domain domain = Domain.of(List.of(new User()), List.of());

        assertThatCode(() -> domain.requireCommand(MessageType.parse("user.activate.v1")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> domain.requireCommand(MessageType.parse("item.ship.v1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "The node runs no aggregate with the command 'item.ship.v1', only [user.activate.v1, ");
    }

    @Test
    void refusesAFileThatIsNoJar(@TempDir Path dir) throws IOException {
        Path text = Files.writeString(dir.resolve("domain.txt"), "no JAR");

        assertThatThrownBy(() -> Domain.find(new DomainSettings(List.of(text), Set.of(), SchemaRule.FULL)))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(text + " is no JAR that can be used (")
                .hasMessageEndingWith("): give JARs with aggregates and projections to gregor.domain");
    }
}
