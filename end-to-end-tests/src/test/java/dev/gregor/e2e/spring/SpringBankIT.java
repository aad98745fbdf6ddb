package dev.gregor.e2e.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.testing.TestBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example as a user builds and runs it. It prints how long starts and stops take, and needs Maven's repositories. */
@EnabledIfSystemProperty(named = "gregor.it", matches = "all")
class SpringBankIT {

    private static final String CURRENT = "4.1.2";
    private static final int RESTARTS = 5;

    @RegisterExtension
    static final TestBroker BROKER = TestBroker.inProcess();

    @TempDir
    static Path dir;

    private static OutsideBuild outside;

    @BeforeAll
    static void install() throws IOException {
        outside = new OutsideBuild(dir);
    }

    /** The versions in docs/spring-boot.md. */
    @ParameterizedTest
    @ValueSource(strings = {CURRENT, "4.0.7"})
    void itsTestsPassAndItServes(String springBoot) throws Exception {
        Path bank = outside.build(springBoot, "", "package");
        try (BankProcess process = BankProcess.ofTheJar(bank).awaitReady(1)) {
            process.open("1");
            Duration first = process.sinceLaunch();
            assertThat(process.get("/accounts/1").body()).contains("\"owner\":\"ann\"");
            assertThat(process.get("/actuator/health/readiness").body()).contains("\"gregor\"");
            assertThat(process.output()).contains("(v" + springBoot + ")");
            System.out.printf("Spring Boot %s: first command after %s, stop %s%n", springBoot, first, process.stop());
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
        try (BankProcess process = BankProcess.start(
                        bank, environment, "-Dspring.aot.enabled=true", "-jar", "target/spring-bank-1.0.jar")
                .awaitReady(1)) {
            process.open("1");
            assertThat(process.output()).contains("Starting AOT-processed BankApplication");
            assertThat(bank.resolve("data/streams")).exists();
            assertThat(bank.resolve("data/kafka")).doesNotExist();
        }
    }

    @Test
    void restartsByDevToolsPileUpNoThreadsAndNoClassLoaders() throws Exception {
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
            long threads = threads(process);
            for (int restart = 1; restart <= RESTARTS; restart++) {
                Files.writeString(bank.resolve("target/classes/changed"), "by restart " + restart);
                Files.writeString(bank.resolve("target/classes/.trigger"), "by restart " + restart);
                process.awaitReady(1 + restart).open("after-" + restart);
            }
            // some threads of pools start late
            await().atMost(Duration.ofMinutes(1)).until(() -> threads(process) < threads + 10);
            // a thread of the JDK, for time-outs of futures, keeps the class loader of its first user
            await().atMost(Duration.ofMinutes(1)).until(() -> classLoaders(process) <= 2);
        }
    }

    private static long threads(BankProcess process) throws IOException {
        return jcmd(process, "Thread.print")
                .lines()
                .filter(line -> line.startsWith("\""))
                .count();
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
