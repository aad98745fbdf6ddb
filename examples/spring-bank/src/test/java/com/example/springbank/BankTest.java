package com.example.springbank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.api.Commands;
import dev.gregor.api.Events;
import dev.gregor.api.Queries;
import dev.gregor.spring.test.GregorBrokerTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The account, the read model and the subscriber together, on a broker and without a web server. */
@GregorBrokerTest
class BankTest {

    @Autowired
    Commands commands;

    @Autowired
    Queries queries;

    @Autowired
    Events events;

    @Test
    void aNewAccountIsCountedAndGetsAGift() {
        var opened = commands.send(Account.class, "1", new Open("ann")).join().orElseThrow();
        assertThat(queries.get(AccountsByOwner.class, "ann", opened.position()).join())
                .contains(new OwnerRow(1L));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(events.state(Account.class, "1").join())
                        .hasValueSatisfying(account ->
                                assertThat(account.state().getCents()).isEqualTo(OpeningGift.CENTS)));
    }
}
