package dev.gregor.app.http.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Reply;
import java.io.ByteArrayOutputStream;
import java.util.TreeMap;

/** Answers on their way to the client: each is what the command would have got by itself, as JSON. */
final class BatchAnswers {

    /** As much as is kept for a client that reads nothing before it has sent all. */
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final BatchForm form;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int added;
    private boolean isEnded;

    /** None yet. */
    BatchAnswers(BatchForm form) {
        this.form = form;
    }

    void add(Reply reply) {
        ObjectNode head = Json.object().put("index", added).put("status", reply.status());
        ObjectNode headers = head.putObject("headers");
        new TreeMap<>(reply.headers()).forEach(headers::put);
        String open = Json.text(head);
        write(form.before(added++));
        write(open.substring(0, open.length() - 1));
        write(",\"body\":");
        bytes.writeBytes(reply.body());
        write("}");
        write(form.afterEach());
    }

    private void write(String text) {
        bytes.writeBytes(text.getBytes(UTF_8));
    }

    /** Adds what ends them, once; nothing if there are none. */
    void end() {
        if (added > 0 && !isEnded) {
            isEnded = true;
            write(form.end());
        }
    }

    boolean isFull() {
        return bytes.size() > MAX_BYTES;
    }

    boolean isEmpty() {
        return bytes.size() == 0;
    }

    /** All that were added since the last time. */
    byte[] take() {
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }
}
