package dev.gregor.benchmarks.messaging;

import dev.gregor.benchmarks.machine.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Measures one side in this process. */
@Command(name = MessagingRun.NAME, hidden = true)
public final class MessagingRun implements Runnable {

    static final String NAME = "messaging-run";

    @Parameters(description = "what to measure, as JSON")
    private String request = "";

    /** Made to parse a command line. */
    public MessagingRun() {}

    @Override
    public void run() {
        new Measurement(Json.read(request, MessagingRequest.class)).run();
    }
}
