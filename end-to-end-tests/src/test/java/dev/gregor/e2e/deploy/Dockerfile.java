package dev.gregor.e2e.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The instructions of deploy/Dockerfile. */
record Dockerfile(List<String> instructions) {

    private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(\\S+)");

    static Dockerfile read(Path file) throws IOException {
        String joined = Files.readString(file).replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n", " ");
        return new Dockerfile(joined.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList());
    }

    /** What follows the one instruction with this word. */
    String argument(String instruction) {
        List<String> found = instructions.stream()
                .filter(line -> line.startsWith(instruction + ' '))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("Expected one " + instruction + ", found " + found);
        }
        return found.get(0).substring(instruction.length()).strip();
    }

    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        VARIABLE.matcher(argument("ENV"))
                .results()
                .forEach(variable -> environment.put(variable.group(1), variable.group(2)));
        return environment;
    }
}
