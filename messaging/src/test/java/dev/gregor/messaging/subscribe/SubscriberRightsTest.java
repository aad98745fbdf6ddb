package dev.gregor.messaging.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriberRightsTest {

    @ParameterizedTest
    @CsvSource({
        "orders\\..*, orders.",
        "orders-[a-z]+, orders-",
        "orders*, order",
        "orders, orders",
        ".*-orders, ''",
        "a|b, ''",
        "(a)b, ''",
        "a?, ''"
    })
    void theNamesOfTopicsOfAFormBeginLikeIt(String form, String prefix) {
        assertThat(SubscriberRights.prefix(form)).isEqualTo(prefix);
    }
}
