package dev.gregor.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTypeTest {

    @Test
    void readsTheFormThatItWrites() {
        MessageType type = MessageType.parse("bank-account.email-changed.v12");

        assertThat(type).isEqualTo(new MessageType("bank-account", "email-changed", 12));
        assertThat(type).hasToString("bank-account.email-changed.v12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "user", "user.registered", "user.registered.v0", "User.registered.v1", "user..v1", "1.2.v3"})
    void refusesOtherForms(String text) {
        assertThatThrownBy(() -> MessageType.parse(text))
                .hasMessage("'" + text + "' is no message type: expected the form '<aggregate>.<action>.v<major>'");
    }

    @Test
    void ordersMajorsByNumber() {
        assertThat(MessageType.parse("user.registered.v10")).isGreaterThan(MessageType.parse("user.registered.v9"));
    }

    @Test
    void refusesAggregateIdsThatCannotBeKeys() {
        assertThat(AggregateId.require("a/b c€")).isEqualTo("a/b c€");
        assertThatThrownBy(() -> AggregateId.require(""))
                .hasMessage("Aggregate id has 0 characters, expected 1 to 200");
        assertThatThrownBy(() -> AggregateId.require("a\nb"))
                .hasMessage("Aggregate id has the control character \\u000a at index 1; remove it");
    }
}
