package dev.gregor.streams.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The stores that an application has on this machine: a folder for each store of each task, or for each segment of such a store. Each knows
 * up to where it has its changelog, except that for a store of segments the newest one speaks, but not which changelog it is, nor what the
 * others of its task are like. So all of them get one mark when they are closed.
 *
 * @param folder of the application
 */
record LocalStores(Path folder) {

    private static final String MARK = "gregor-mark";

    /** A file that each RocksDB database has. */
    private static final String IN_EACH_STORE = "CURRENT";

    private static final int DEPTH = 4;

    /** Marks each of them; answers their paths in the folder. */
    Set<String> mark(String mark) throws IOException {
        Set<String> stores = all();
        for (String store : stores) {
            Files.writeString(folder.resolve(store).resolve(MARK), mark);
        }
        return stores;
    }

    /**
     * The tasks with a store that has another mark, or with one that had this mark and has not, or is not there. A task without any
     * store is none of them, nor is a store without a mark that was made since.
     */
    Set<String> tasksNotClosedTogether(String mark, Set<String> marked) {
        Map<String, String> marks = marks();
        Set<String> tasks = new TreeSet<>();
        marks.forEach((store, found) -> {
            if (!found.equals(mark) && (!found.isEmpty() || marked.contains(store))) {
                tasks.add(task(store));
            }
        });
        Set<String> here = marks.keySet().stream().map(LocalStores::task).collect(Collectors.toSet());
        marked.stream()
                .filter(store -> !marks.containsKey(store))
                .map(LocalStores::task)
                .filter(here::contains)
                .forEach(tasks::add);
        return tasks;
    }

    /** Those of the stores; empty for one that has none. */
    private Map<String, String> marks() {
        Map<String, String> marks = new HashMap<>();
        try {
            for (String store : all()) {
                Path file = folder.resolve(store).resolve(MARK);
                marks.put(store, Files.exists(file) ? Files.readString(file) : "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The stores in " + folder + " cannot be read; check its permissions", e);
        }
        return marks;
    }

    private Set<String> all() throws IOException {
        try (Stream<Path> files = Files.find(
                folder, DEPTH, (file, any) -> file.getFileName().toString().equals(IN_EACH_STORE))) {
            return files.map(file -> folder.relativize(file.resolveSibling("")).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String task(String store) {
        return Path.of(store).getName(0).toString();
    }
}
