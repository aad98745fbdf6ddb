package dev.gregor.e2e.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.testing.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example as a user builds and runs it. It prints how long starts and stops take, and needs Maven's repositories. */
@EnabledIfSystemProperty(named = "gregor.it", matches = "all")
class SpringBankIT {

    private static final String CURRENT = "4.1.2";
    private static final String JAR = "target/spring-bank-1.0.jar";
    private static final int RESTARTS = 5;
    private static final String EVENTS = "GET /gregor/api/events/account?from=beginning";

    /** Together more than the buffers of a connection take. */
    private static final int LARGE_EVENTS = 16;

    private static final int LARGE = 500_000;
    private static final Pattern VERSION = Pattern.compile("(?m)^\\| 0\\.1 \\| ([0-9.]+) \\|");
    private static final Pattern FAULT = Pattern.compile("^\\S+ +(WARN|ERROR) ");
    private static final Pattern RESTORING =
            Pattern.compile("of partition [0-9]+ is restored to [0-9,]+ of [0-9,]+ records \\([0-9]+ %\\)");

    private static final Pattern JAVA_THREAD = Pattern.compile("(?m)^\"(.*)\" #([0-9]+) ");

    /** Threads of the JVM, the JDK, DevTools and the metrics of all brokers of a process, which restarts do not end. */
    private static final Pattern OF_THE_PROCESS = Pattern.compile("Reference Handler|Finalizer|Signal Dispatcher"
            + "|Service Thread|Monitor Deflation Thread|C[12] CompilerThread[0-9]+|Sweeper thread|Common-Cleaner"
            + "|Notification Thread|Attach Listener|DestroyJavaVM|CompletableFutureDelayScheduler|Live Reload Server"
            + "|metrics-meter-tick-thread-[12]");

    @RegisterExtension
    static final TestBroker BROKER = TestBroker.inProcess();

    @TempDir
    static Path dir;

    private static OutsideBuild outside;

    @BeforeAll
    static void install() throws IOException {
        outside = new OutsideBuild(dir);
    }

    /** The versions in the table of the page. */
    static List<String> versions() throws IOException {
        return VERSION.matcher(Files.readString(Path.of("../docs/spring-boot.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    static List<String> wholeVersions() throws IOException {
        return versions().stream().filter(each -> !each.startsWith("3.")).toList();
    }

    static List<String> olderVersions() throws IOException {
        return versions().stream().filter(each -> each.startsWith("3.")).toList();
    }

    @Test
    void thePageBeginsWithTheVersionOfTheExample() throws IOException {
        assertThat(versions()).startsWith(CURRENT).hasSizeGreaterThan(2).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("wholeVersions")
    void itsTestsPassAndItServes(String springBoot) throws Exception {
        Path bank = outside.build(springBoot, "", "package");
        try (BankProcess process = BankProcess.ofTheJar(bank).awaitReady(1)) {
            process.open("1");
            Duration first = process.sinceLaunch();
            assertThat(process.get("/accounts/1").body()).contains("\"owner\":\"ann\"");
            assertThat(process.get("/actuator/health/readiness").body()).contains("\"gregor\"");
            assertStartsAndStops(process, springBoot, first);
        }
    }

    /** Without health and slices. */
    @ParameterizedTest
    @MethodSource("olderVersions")
    void itServesOnOlderVersions(String springBoot) throws Exception {
        Path bank = outside.build(springBoot, "", "-Dmaven.test.skip=true", "package");
        try (BankProcess process = BankProcess.ofTheJar(bank).awaitOk(1, "/actuator/gregor")) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> process.get("/actuator/gregor").body().contains("\"obstacle\":null"));
            process.open("1");
            Duration first = process.sinceLaunch();
            assertThat(process.get("/accounts/1").body()).contains("\"owner\":\"ann\"");
            assertThat(process.get("/actuator/metrics").body()).contains("gregor.command");
            assertStartsAndStops(process, springBoot, first);
        }
    }

    private static void assertStartsAndStops(BankProcess process, String springBoot, Duration first) throws Exception {
        assertThat(process.output()).contains("(v" + springBoot + ")");
        Duration stop = process.stop();
        System.out.printf("Spring Boot %s: first command after %s, stop %s%n", springBoot, first, stop);
        assertThat(process.output().lines().filter(line -> FAULT.matcher(line).find()))
                .isEmpty();
        assertThat(stop).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void saysWhichPartitionItRestoresAndHowFarThatIs() throws Exception {
        Path bank = outside.build(CURRENT, "", "-Dmaven.test.skip=true", "package");
        Map<String, String> environment = Map.of("GREGOR_BOOTSTRAP_SERVERS", BROKER.bootstrapServers());
        try (BankProcess process =
                BankProcess.start(bank, environment, "-jar", JAR).awaitReady(1)) {
            process.open(IntStream.range(0, 2_000).mapToObj(i -> "restored-" + i));
            process.stop();
        }
        Utils.delete(bank.resolve("data").toFile());
        slowDown(20_000.0);
        try (BankProcess process = BankProcess.start(bank, environment, "-jar", JAR)) {
            await().atMost(Duration.ofMinutes(2)).until(() -> isRestoring(process));
            slowDown(null);
            process.awaitReady(1).open("after");
        }
    }

    private static boolean isRestoring(BankProcess process) throws IOException, InterruptedException {
        if (process.started() == 0) {
            return false;
        }
        HttpResponse<String> readiness = process.get("/actuator/health/readiness");
        return readiness.statusCode() == 503
                && readiness.body().contains("\"status\":\"OUT_OF_SERVICE\"")
                && RESTORING.matcher(readiness.body()).find();
    }

    /** Lets the broker deliver so many bytes a second to each client; null for as many as it can. */
    private static void slowDown(@Nullable Double bytesPerSecond) throws Exception {
        ClientQuotaEntity each = new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
        var quota = new ClientQuotaAlteration.Op("consumer_byte_rate", bytesPerSecond);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()))) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(each, List.of(quota))))
                    .all()
                    .get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void requestsInFlightAreAnsweredWhenItStops() throws Exception {
        Path bank = outside.build(CURRENT, "", "-Dmaven.test.skip=true", "package");
        List<Integer> statuses = new CopyOnWriteArrayList<>();
        try (BankProcess process = BankProcess.ofTheJar(bank).awaitReady(1)) {
            process.open("1");
            Thread client = new Thread(() -> deposit(process, statuses), "client");
            client.start();
            await().atMost(Duration.ofMinutes(1)).until(() -> statuses.size() > 20);
            process.stop();
            client.join(TimeUnit.MINUTES.toMillis(1));
            assertThat(client.isAlive()).isFalse();
            assertThat(statuses).containsOnly(200);
        }
    }

    /** A client of the HTTP API that is mounted as docs/spring-boot.md says. */
    @Test
    void stopsOnJettyThoughAClientDoesNotRead() throws Exception {
        Path bank = outside.buildOnJetty(CURRENT, "-Dmaven.test.skip=true", "package");
        String[] settings = {"-Dgregor.spring.http-path=/gregor", "-Dgregor.http.security=none", "-jar", JAR};
        try (BankProcess process = BankProcess.start(bank, Map.of(), settings).awaitReady(1)) {
            for (int i = 0; i < LARGE_EVENTS; i++) {
                process.open("large-" + i, "x".repeat(LARGE));
            }
            try (Socket deaf = process.request(EVENTS);
                    Socket client = process.request(EVENTS)) {
                deaf.getInputStream().readNBytes(LARGE);
                client.getInputStream().readNBytes(LARGE_EVENTS * LARGE);
                CompletableFuture<String> rest = CompletableFuture.supplyAsync(() -> rest(client));
                Duration stop = process.stop();
                System.out.printf("Spring Boot %s on Jetty: stop %s%n", CURRENT, stop);
                assertThat(rest.join()).endsWith("\r\n0\r\n\r\n");
                assertThat(stop).isLessThan(Duration.ofSeconds(5));
            }
            assertThat(process.output()).contains("Jetty started on port", "Graceful shutdown complete");
            assertThat(process.output()
                            .lines()
                            .filter(line -> FAULT.matcher(line).find())
                            .filter(line -> !line.contains("gives a row key of")))
                    .isEmpty();
        }
    }

    private static String rest(Socket client) {
        try {
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until there is no connection any more. */
    private static void deposit(BankProcess process, List<Integer> statuses) {
        try {
            while (true) {
                statuses.add(process.send("POST", "/accounts/1/deposits", "{\"cents\":1}")
                        .statusCode());
            }
        } catch (IOException e) {
            // it has stopped
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void takesBrokersThatAreSetAfterItWasProcessedAheadOfTime() throws Exception {
        Path bank = outside.build(CURRENT, "", "-DskipTests", "compile", "spring-boot:process-aot", "package");
        Map<String, String> environment = Map.of("GREGOR_BOOTSTRAP_SERVERS", BROKER.bootstrapServers());
        try (BankProcess process = BankProcess.start(bank, environment, "-Dspring.aot.enabled=true", "-jar", JAR)
                .awaitReady(1)) {
            process.open("1");
            assertThat(process.output()).contains("Starting AOT-processed BankApplication");
            assertThat(bank.resolve("data/streams")).exists();
            assertThat(bank.resolve("data/kafka")).doesNotExist();
        }
    }

    @Test
    void restartsByDevToolsLeaveNoThreadsAndPileUpNoClassLoaders() throws Exception {
        Path bank = outside.build(
                CURRENT,
                "spring-boot-devtools",
                "-Dmaven.test.skip=true",
                "compile",
                "dependency:build-classpath",
                "-Dmdep.outputFile=class-path.txt",
                "-Dmdep.includeScope=runtime");
        try (BankProcess process = BankProcess.start(
                bank,
                Map.of(),
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-Dspring.devtools.restart.trigger-file=.trigger",
                "-cp",
                "target/classes:" + Files.readString(bank.resolve("class-path.txt")),
                "com.example.springbank.BankApplication")) {
            process.awaitReady(1).open("1");
            for (int restart = 1; restart <= RESTARTS; restart++) {
                Map<Long, String> before = threads(process);
                Files.writeString(bank.resolve("target/classes/changed"), "by restart " + restart);
                Files.writeString(bank.resolve("target/classes/.trigger"), "by restart " + restart);
                process.awaitReady(1 + restart).open("after-" + restart);
                await().atMost(Duration.ofMinutes(1))
                        .untilAsserted(() -> assertThat(threads(process))
                                .doesNotContainKeys(before.keySet().toArray(Long[]::new)));
            }
            // a thread of the JDK, for time-outs of futures, keeps the class loader of its first user
            await().atMost(Duration.ofMinutes(1)).until(() -> classLoaders(process) <= 2);
        }
    }

    /** The names of the threads that the application has started, by their ids, which are used once. */
    private static Map<Long, String> threads(BankProcess process) throws IOException {
        Map<Long, String> threads = JAVA_THREAD
                .matcher(jcmd(process, "Thread.print"))
                .results()
                .filter(thread -> !OF_THE_PROCESS.matcher(thread.group(1)).matches())
                .collect(Collectors.toMap(thread -> Long.valueOf(thread.group(2)), thread -> thread.group(1)));
        assertThat(threads).isNotEmpty();
        return threads;
    }

    private static long classLoaders(BankProcess process) throws IOException {
        jcmd(process, "GC.run");
        return jcmd(process, "VM.classloaders")
                .lines()
                .filter(line -> line.contains("RestartClassLoader"))
                .count();
    }

    private static String jcmd(BankProcess process, String command) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
