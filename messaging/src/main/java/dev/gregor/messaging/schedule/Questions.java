package dev.gregor.messaging.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.TransientException;
import dev.gregor.messaging.publish.ReplyReader;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the answers to questions about schedules: reads the topic of answers from the first question on. Thread-safe. */
final class Questions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);
    private static final long LIMIT_SECONDS = 30;

    private final String asker = UUID.randomUUID().toString();
    private final ReplyReader reader;
    private final Map<String, CompletableFuture<ScheduleReply>> waiting = new ConcurrentHashMap<>();

    Questions(ScheduleSettings settings) {
        this.reader = new ReplyReader(settings.messaging(), settings.replies(), asker.getBytes(UTF_8), this::answer);
    }

    /** A question that is to be sent with these headers, and the answer to it. */
    CompletableFuture<ScheduleReply> ask(Headers headers) {
        reader.open();
        String question = UUID.randomUUID().toString();
        ScheduleHeaders.put(headers, ScheduleHeaders.REPLY_TO, asker);
        ScheduleHeaders.put(headers, ScheduleHeaders.QUESTION, question);
        CompletableFuture<ScheduleReply> answer = new CompletableFuture<>();
        waiting.put(question, answer);
        return answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .exceptionally(failure -> {
                    throw failure instanceof TimeoutException
                            ? new TransientException(
                                    "A question about schedules was not answered within %d s: see why they are not delivered, and ask again"
                                            .formatted(LIMIT_SECONDS))
                            : new TransientException(
                                    "A question about schedules was not answered: " + failure, failure);
                })
                .whenComplete((reply, failure) -> waiting.remove(question));
    }

    private void answer(ConsumerRecord<byte[], byte[]> record) {
        try {
            ScheduleReply reply = ScheduleReply.decode(record.value());
            CompletableFuture<ScheduleReply> answer = waiting.get(reply.question());
            if (answer != null) {
                answer.completeAsync(() -> reply);
            }
        } catch (IOException e) {
            LOG.error("An answer in {} at offset {} cannot be read", record.topic(), record.offset(), e);
        }
    }

    @Override
    public void close() {
        reader.close();
        waiting.values()
                .forEach(each -> each.completeExceptionally(new TransientException("The schedules are closed")));
    }
}
