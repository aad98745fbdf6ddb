package dev.gregor.messaging.flow;

import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.subscribe.run.LetterWriter;
import dev.gregor.streams.thread.RefusedSend;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the processors of a flow share.
 *
 * @param refused by the id of what was handled: what brokers refused of what it led to
 */
record FlowParts(
        FlowSettings settings,
        Flow flow,
        MessageEncoder encoder,
        LetterWriter letters,
        Map<String, List<RefusedSend>> refused) {

    FlowParts(FlowSettings settings, Flow flow) {
        this(
                settings,
                flow,
                new MessageEncoder(settings.messaging()),
                new LetterWriter(
                        settings.messaging().app(),
                        flow.name(),
                        false,
                        settings.messaging().maxMessageBytes()),
                new ConcurrentHashMap<>());
    }

    /** Under which a registry knows the schemas of what a step keeps. */
    String subject(String step) {
        return settings.applicationId(flow) + '-' + step;
    }

    /** The internal topic by which messages come to a step. */
    String repartitionTopic(String step) {
        return subject(step) + "-repartition";
    }
}
