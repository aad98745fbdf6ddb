package dev.gregor.benchmarks.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;

/** What processes use, as Linux tells it under {@code /proc}. */
public final class Processes {

    /** What user space is shown on every architecture, whatever the kernel counts in. */
    private static final double TICKS_PER_SECOND = 100;

    private static final long PAGE_BYTES = 4096;

    private Processes() {}

    /** The id of this process. */
    public static long own() {
        return ProcessHandle.current().pid();
    }

    /** CPU seconds of a process and all that it started, those that have ended included. */
    public static double cpuSeconds(long process) {
        return withDescendants(process)
                .mapToDouble(Processes::ownAndReapedSeconds)
                .sum();
    }

    private static LongStream withDescendants(long process) {
        LongStream descendants = ProcessHandle.of(process).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(ProcessHandle::pid);
        return LongStream.concat(LongStream.of(process), descendants);
    }

    /** Fields 14 to 17 of {@code proc_pid_stat(5)}; the second one, the name, may hold blanks. */
    private static double ownAndReapedSeconds(long process) {
        String stat = read("/proc/" + process + "/stat");
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
        return afterName.length < 15
                ? 0
                : Arrays.stream(afterName, 11, 15).mapToLong(Long::parseLong).sum() / TICKS_PER_SECOND;
    }

    /** The seconds that all cores together were busy since the machine started, whoever kept them so. */
    public static double machineSeconds() {
        String[] total = read("/proc/stat").lines().findFirst().orElseThrow().split(" +", -1);
        long idleAndWaiting = Long.parseLong(total[4]) + Long.parseLong(total[5]);
        long all = Arrays.stream(total, 1, 9).mapToLong(Long::parseLong).sum();
        return (all - idleAndWaiting) / TICKS_PER_SECOND;
    }

    /** The memory that a process and all that it started hold, in bytes: their resident sets. */
    public static long residentBytes(long process) {
        return PAGE_BYTES
                * withDescendants(process).map(Processes::residentPages).sum();
    }

    private static long residentPages(long process) {
        String[] sizes = read("/proc/" + process + "/statm").split(" ", -1);
        return sizes.length < 2 ? 0 : Long.parseLong(sizes[1]);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read; the benchmarks run on Linux", e);
        }
    }
}
