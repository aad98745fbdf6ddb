package dev.gregor.e2e.parts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;

/** Does what the message of a refused start says. */
final class Cure {

    private static final Pattern COMMAND = Pattern.compile("run the command: (rebuild [a-z-]+)");
    private static final Pattern FOLDER = Pattern.compile("[Dd]elete the folder (\\S+?)[,.;:]?(\\s|$)");

    private final Instance instance;

    Cure(Instance instance) {
        this.instance = instance;
    }

    /** Follows the first cure that is named; answers what was done, or nothing if none is named that this understands. */
    Optional<String> follow(String refusal) throws IOException {
        Matcher command = COMMAND.matcher(refusal);
        if (command.find()) {
            String printed = instance.run(command.group(1).split(" "));
            return Optional.of(command.group(1) + ": " + printed);
        }
        Matcher folder = FOLDER.matcher(refusal);
        if (folder.find()) {
            Utils.delete(Path.of(folder.group(1)).toFile());
            return Optional.of("delete " + folder.group(1));
        }
        return Optional.empty();
    }
}
