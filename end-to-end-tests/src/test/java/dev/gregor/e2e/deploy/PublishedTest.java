package dev.gregor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is published can be depended on: all of it is in the BOM, and is a module on a path of modules. */
class PublishedTest {

    private static final Path ROOT = Path.of("..");

    private final Pom root = Pom.read(ROOT.resolve("pom.xml"));
    private final Pom bom = Pom.read(ROOT.resolve("bom/pom.xml"));

    @Test
    void hasAllOfItInTheBom() {
        assertThat(bom.texts("/project/dependencyManagement/dependencies/dependency/artifactId"))
                .containsExactlyInAnyOrderElementsOf(
                        published().values().stream().map(Pom::artifactId).toList());
    }

    @Test
    void namesEachModuleOnce() {
        assertThat(published().values())
                .extracting(pom -> pom.text("/project/properties/module.name"))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("dev.gregor."));
    }

    @Test
    void hasEachPackageInOneModule() {
        Map<String, Set<Path>> modulesOfPackages = new TreeMap<>();
        published()
                .keySet()
                .forEach(module -> packages(module)
                        .forEach(each -> modulesOfPackages
                                .computeIfAbsent(each, name -> new TreeSet<>())
                                .add(module)));

        assertThat(modulesOfPackages).containsKeys("dev.gregor.aggregate", "dev.gregor.node.settings");
        assertThat(modulesOfPackages.values()).allMatch(modules -> modules.size() == 1);
    }

    @Test
    void saysWhatARepositoryAsksFor() {
        assertThat(Stream.concat(Stream.of(root, bom), published().values().stream()))
                .allSatisfy(pom -> assertThat(List.of(pom.text("/project/name"), pom.text("/project/description")))
                        .doesNotContain(""));
        assertThat(List.of(
                        "groupId",
                        "version",
                        "url",
                        "licenses/license/name",
                        "licenses/license/url",
                        "developers/developer/name",
                        "scm/connection",
                        "scm/url"))
                .allSatisfy(field -> assertThat(bom.text("/project/" + field))
                        .isNotEmpty()
                        .isEqualTo(root.text("/project/" + field)));
    }

    /** The modules that have a JAR which is deployed. */
    private Map<Path, Pom> published() {
        Map<Path, Pom> published = new TreeMap<>();
        for (String module : root.texts("/project/modules/module")) {
            Path path = ROOT.resolve(module);
            Pom pom = Pom.read(Files.isDirectory(path) ? path.resolve("pom.xml") : path);
            if (Stream.of("packaging", "properties/maven.deploy.skip")
                    .allMatch(each -> pom.text("/project/" + each).isEmpty())) {
                published.put(Path.of(module), pom);
            }
        }
        return published;
    }

    private static Set<String> packages(Path module) {
        Path sources = ROOT.resolve(module).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
