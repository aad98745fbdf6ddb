package dev.gregor.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.schema.SchemaRule;
import dev.gregor.node.settings.DomainSettings;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DomainTest {

    @Test
    void findsWhatServicesList() {
        Domain domain = Domain.find(new DomainSettings(List.of(), Set.of(), SchemaRule.FULL));
        assertThat(domain.aggregates()).extracting("type").containsExactly("user");
        assertThat(domain.projectionDefinitions())
                .extracting("name")
                .contains("user-by-id", "users-by-status", "registrations-per-hour");
    }

    @Test
    void refusesATypeThatThereIsNot() {
        assertThatThrownBy(() -> Domain.find(new DomainSettings(List.of(), Set.of("bank-account"), SchemaRule.FULL)))
                .isInstanceOf(StartException.class)
                .hasMessage("There is no aggregate type [bank-account], only [user]: "
                        + "correct gregor.only, or add the JAR to gregor.domain");
    }
}
