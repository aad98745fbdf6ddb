package dev.gregor.app.http.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.access.Tenant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

    private static final String HASH = new ApiKey("gregor_x").hash();

    private static Rules rules(String json) {
        return Rules.of(RulesFile.read(json.replace('\'', '"').getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'keys': [{'name': 'front', 'hash': '%s', 'tenant': 'acme'}]",
                "'certificates': [{'subject': 'CN=front', 'name': 'front', 'tenant': 'acme'}]"
            })
    void aTenantWhereThereAreNoneIsRefused(String callers) {
        String members = callers.formatted(HASH);
        assertThatThrownBy(() -> rules('{' + members + '}'))
                .isInstanceOf(RulesException.class)
                .hasMessageContainingAll("'front'", "'acme'", "there are no tenants");
        assertThat(rules('{' + members + ", 'tenants': {}}")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'aggregates': ['user.*']", "'readModels': ['User']", "'readModels': ['']"})
    void aNameThatNothingHasIsRefused(String member) {
        assertThatThrownBy(() -> rules("{'roles': {'reader': {" + member + "}}}"))
                .isInstanceOf(RulesException.class)
                .hasMessageContainingAll("of the role 'reader' is no name", "or *");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ce_type", "gregor-x", "Content-Type", "traceparent", "a b"})
    void aHeaderOfTenantsIsOneOfTheApplication(String header) {
        assertThatThrownBy(() -> rules("{'tenants': {'header': '%s'}}".formatted(header)))
                .isInstanceOf(RulesException.class)
                .hasMessageContaining("'" + header + "' is no name of one");
        assertThat(rules("{'tenants': {'header': 'tenant'}}")
                        .caller("ann", Set.of(), "acme")
                        .tenant())
                .isEqualTo(Tenant.of("acme", ":", "tenant"));
    }

    @Test
    void aFileThatIsNullIsRefused() {
        assertThatThrownBy(() -> rules("null")).isInstanceOf(RulesException.class);
    }

    @ParameterizedTest
    @CsvSource({"acme-, --", "acme--eu, --", "a:b, :", "'', :"})
    void noTenantIsTheStartOfAnother(String name, String separator) {
        assertThat(Tenant.of(name, separator, null)).isEqualTo(Tenant.NONE);
        Caller caller =
                rules("{'tenants': {'separator': '%s'}}".formatted(separator)).caller("ann", Set.of(), name);
        assertThat(caller.tenant()).isEqualTo(Tenant.NONE);
    }
}
