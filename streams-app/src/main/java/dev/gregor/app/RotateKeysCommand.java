package dev.gregor.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a running application wrap the keys of all subjects by the current master key. Ends with 1 if that refuses. */
@Command(
        name = "rotate-keys",
        description =
                "Has a running application wrap the keys of all subjects by the newest master key. Those that are not named as left"
                        + " once it is DONE may be destroyed. Interrupted, it goes on when it is asked for again.",
        footer = {
            "",
            "Examples:",
            "  java -jar streams-app.jar rotate-keys",
            "  java -jar streams-app.jar rotate-keys --progress --watch"
        })
final class RotateKeysCommand implements Callable<Integer> {

    private static final String PATH = "/api/privacy/rotation";

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private RunningApplication application;

    @Option(names = "--progress", description = "starts nothing, and says how far the instance is that is asked")
    private boolean progress;

    @Option(names = "--watch", description = "with --progress, says so every 2 s, until it is stopped")
    private boolean watch;

    @Override
    public Integer call() {
        return progress
                ? application.list(PATH, RotateKeysCommand::table, watch)
                : application.ask("POST", PATH, RotateKeysCommand::table);
    }

    private static String table(JsonNode rotation) {
        TextTable table = new TextTable("MASTER KEY", "STATE", "REWRAPPED");
        StringBuilder note = new StringBuilder(rotation.path("problem").asText(""));
        for (Map.Entry<String, JsonNode> each : rotation.path("left").properties()) {
            note.append("%n%,d are wrapped by %s".formatted(each.getValue().asLong(), each.getKey()));
        }
        table.add(
                note.toString().strip(),
                rotation.path("master").asText(),
                rotation.path("state").asText(),
                rotation.path("rewrapped").numberValue());
        return table.toString();
    }
}
