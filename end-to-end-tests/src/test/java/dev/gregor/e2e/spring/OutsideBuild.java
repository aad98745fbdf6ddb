package dev.gregor.e2e.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Builds copies of examples with the JARs of this build, as Maven finds them once they are installed. */
final class OutsideBuild {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(gregor(-[a-z-]+)?)</artifactId>");

    private static final Pattern HTTP_API = Pattern.compile(
            "(?s)```xml\n(<dependency>\\s+<groupId>dev.gregor</groupId>\\s+<artifactId>gregor-streams-app<.*?)```");
    private static final String WITHOUT_TOMCAT = "<exclusions><exclusion><groupId>org.springframework.boot</groupId>"
            + "<artifactId>spring-boot-starter-tomcat</artifactId></exclusion></exclusions>";

    private final Path dir;
    private final Path repository;

    /** Lays out a repository that has these JARs and, by links, all others of the local one. */
    OutsideBuild(Path dir) throws IOException {
        this.dir = dir;
        this.repository = Files.createDirectories(dir.resolve("repository"));
        link(Path.of(System.getProperty("gregor.repository")), repository, "dev");
        link(Path.of(System.getProperty("gregor.repository"), "dev"), repository.resolve("dev"), "gregor");
        install(ROOT);
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(each -> Files.exists(each.resolve("pom.xml")))
                    .toList()) {
                install(module);
            }
        }
    }

    private static void link(Path from, Path to, String but) throws IOException {
        Files.createDirectories(to);
        if (Files.isDirectory(from)) {
            try (Stream<Path> entries = Files.list(from)) {
                for (Path entry : entries.filter(each -> !each.endsWith(but)).toList()) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private void install(Path module) throws IOException {
        Path pom = module.resolve("pom.xml");
        String artifact = artifact(Files.readString(pom));
        Path folder = Files.createDirectories(
                repository.resolve("dev/gregor").resolve(artifact).resolve(VERSION));
        Files.copy(pom, folder.resolve(artifact + '-' + VERSION + ".pom"));
        String jar = artifact + '-' + VERSION + ".jar";
        if (Files.exists(module.resolve("target").resolve(jar))) {
            Files.copy(module.resolve("target").resolve(jar), folder.resolve(jar));
        }
    }

    private static String artifact(String pom) {
        Matcher artifact = ARTIFACT.matcher(pom.replaceFirst("(?s)<parent>.*?</parent>", ""));
        assertThat(artifact.find()).isTrue();
        return artifact.group(1);
    }

    /**
     * Copies the example and builds it.
     *
     * @param springBoot the version
     * @param dependency one more artifact of Spring Boot; empty for none
     */
    Path build(String springBoot, String dependency, String... goals) throws IOException, InterruptedException {
        return build(
                "spring-bank",
                pom -> {
                    String ofVersion = of(springBoot, pom);
                    return dependency.isEmpty() ? ofVersion : with(dependency, ofVersion);
                },
                goals);
    }

    /** Copies the example and builds it on Jetty, with the HTTP API as docs/spring-boot.md adds it. */
    Path buildOnJetty(String springBoot, String... goals) throws IOException, InterruptedException {
        Matcher api = HTTP_API.matcher(Files.readString(ROOT.resolve("docs/spring-boot.md")));
        assertThat(api.find()).isTrue();
        return build(
                "spring-bank",
                pom -> with("spring-boot-starter-jetty", of(springBoot, pom))
                        .replace(
                                "<artifactId>spring-boot-starter-webmvc</artifactId>",
                                "<artifactId>spring-boot-starter-webmvc</artifactId>" + WITHOUT_TOMCAT)
                        .replaceFirst("<dependencies>(?=<)", "<dependencies>" + api.group(1)),
                goals);
    }

    /**
     * Copies an example and builds it.
     *
     * @param pom makes its POM
     */
    Path build(String name, UnaryOperator<String> pom, String... goals) throws IOException, InterruptedException {
        Path copy = Files.createTempDirectory(dir, name);
        Path example = ROOT.resolve("examples").resolve(name);
        copy(example.resolve("src"), copy.resolve("src"));
        Files.writeString(copy.resolve("pom.xml"), pom.apply(Files.readString(example.resolve("pom.xml"))));
        List<String> command = new ArrayList<>(
                List.of(System.getProperty("gregor.maven"), "-B", "-ntp", "-q", "-Dmaven.repo.local=" + repository));
        command.addAll(List.of(goals));
        run(copy, command);
        return copy;
    }

    private static String of(String springBoot, String pom) {
        String starter = "spring-boot-starter-web" + (springBoot.startsWith("3.") ? "" : "mvc");
        return pom.replace("<version>4.1.2<", "<version>" + springBoot + '<')
                .replace("spring-boot-starter-webmvc", starter);
    }

    private static String with(String artifact, String pom) {
        return pom.replaceFirst(
                "<dependencies>\n(\\s+<dependency>\\s+<groupId>dev.gregor</groupId>\\s+<artifactId>gregor-spring-boot-starter<)",
                "<dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>" + artifact
                        + "</artifactId></dependency>$1");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("build.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES) && process.exitValue() == 0)
                    .describedAs(Files.readString(output))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
