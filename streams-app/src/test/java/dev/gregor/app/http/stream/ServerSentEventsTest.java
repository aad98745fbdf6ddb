package dev.gregor.app.http.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.app.http.Fakes;
import dev.gregor.event.LiveEvent;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.message.Event;
import org.junit.jupiter.api.Test;

class ServerSentEventsTest {

    private static final Event<?> EVENT = Fakes.unshowable(2);
    private final UnreadableEventException reason = UnreadableEventException.of(
            EVENT.metadata(), "cannot be read", new IllegalStateException("the reason\nin two lines"));

    @Test
    void tellOfAnEventThatCannotBeReadAndMoveOn() {
        assertThat(text(new LiveEvent.Unreadable("user:7", reason)))
                .startsWith("id: user:7\nevent: unreadable\ndata: {\"type\":\"/problems/unreadable\",")
                .contains("the reason\\nin two lines", "\"eventId\":\"user/42/2\"", "\"version\":2")
                .endsWith("}\n\n");
    }

    @Test
    void tellOfAnEventThatCannotBeShownAndMoveOn() {
        assertThat(text(new LiveEvent.Known("user:7", EVENT)))
                .startsWith("id: user:7\nevent: unreadable\ndata: {\"type\":\"/problems/unreadable\",")
                .contains("cannot be shown as JSON: it is nested too deep");
    }

    @Test
    void tellOfAnUnknownEventAndStayBeforeIt() {
        assertThat(text(new LiveEvent.Unknown("user:6", reason))).startsWith("event: unknown\ndata: {");
    }

    private static String text(LiveEvent live) {
        return new String(ServerSentEvents.bytes(live), UTF_8);
    }
}
