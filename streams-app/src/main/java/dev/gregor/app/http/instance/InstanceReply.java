package dev.gregor.app.http.instance;

import dev.gregor.app.http.exchange.Reply;

/** What one instance has said, if it has. */
public record InstanceReply(String instance, Reply reply) {

    /** Whether it has. */
    public boolean known() {
        return reply.status() == 200;
    }
}
