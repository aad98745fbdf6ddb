package dev.gregor.benchmarks.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.internals.AppInfoParser;

/**
 * What was measured on.
 *
 * @param cpu the name of the processor
 * @param cores how many there are
 * @param memoryGib of the machine
 * @param system name and version
 * @param java the virtual machine
 * @param hugePages whether heaps may have them, as Linux shows it: the chosen one in brackets
 * @param kafka the version of client, Streams and broker
 * @param loadAverage of the last minute, before the benchmark
 */
public record Machine(
        String cpu,
        int cores,
        long memoryGib,
        String system,
        String java,
        String hugePages,
        String kafka,
        double loadAverage) {

    /** This one, now. */
    public static Machine here() {
        var bean = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                line("/proc/cpuinfo", "model name"),
                bean.getAvailableProcessors(),
                Math.round(bean.getTotalMemorySize() / (double) (1 << 30)),
                bean.getName() + ' ' + bean.getVersion(),
                System.getProperty("java.vm.name") + ' ' + System.getProperty("java.vm.version"),
                line("/sys/kernel/mm/transparent_hugepage/enabled", ""),
                AppInfoParser.getVersion(),
                bean.getSystemLoadAverage());
    }

    /** The first line of a file that starts so, from its colon on if it has one. */
    private static String line(String file, String start) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(start))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
