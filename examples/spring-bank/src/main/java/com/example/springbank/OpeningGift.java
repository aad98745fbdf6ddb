package com.example.springbank;

import dev.gregor.api.Commands;
import dev.gregor.messaging.subscribe.Subscriber;
import org.springframework.stereotype.Component;

/** Puts a gift into each new account, once, however often the event is handled. */
@Component
final class OpeningGift extends Subscriber {

    static final long CENTS = 100;

    OpeningGift(Commands commands) {
        super("opening-gift");
        topics("account.events");
        on("account.opened.v1", Opened.class, (message, outgoing) -> commands.send(
                        commands.command(Account.class, message.key(), new Deposit(CENTS))
                                .withId("gift/" + message.id()))
                .join()
                .orElseThrow());
    }
}
