package dev.gregor.messaging.subscribe;

import dev.gregor.messaging.mail.EmailSent;
import dev.gregor.messaging.mail.UserRegistered;
import java.util.function.Consumer;

/** Sends a mail to each new user, and says that it was sent. */
final class WelcomeMail extends Subscriber {

    WelcomeMail(String name, String users, String mails, Consumer<String> mailer) {
        super(name);
        topics(users);
        on("user.registered.v1", UserRegistered.class, (message, outgoing) -> {
            mailer.accept(message.data().getEmail());
            outgoing.publish(mails, message.key(), new EmailSent(message.data().getEmail(), "welcome"));
        });
    }
}
