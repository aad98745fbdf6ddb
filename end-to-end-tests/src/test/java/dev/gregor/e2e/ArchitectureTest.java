package dev.gregor.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(packages = "dev.gregor", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] MODEL = {
        "dev.gregor.aggregate",
        "dev.gregor.api",
        "dev.gregor.avro.record",
        "dev.gregor.avro.schema",
        "dev.gregor.command",
        "dev.gregor.event",
        "dev.gregor.failure",
        "dev.gregor.live",
        "dev.gregor.message",
        "dev.gregor.position",
        "dev.gregor.projection",
        "dev.gregor.projection.query"
    };

    private static final String[] FRAMEWORK = {
        "dev.gregor.avro",
        "dev.gregor.avro.catalog",
        "dev.gregor.avro.registry",
        "dev.gregor.avro.seal",
        "dev.gregor.command.gateway",
        "dev.gregor.event.log",
        "dev.gregor.kafka..",
        "dev.gregor.streams..",
        "dev.gregor.timer..",
        "dev.gregor.topic..",
        "dev.gregor.write.."
    };

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.gregor.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theFrameworkKnowsNoModuleAboveIt = noClasses()
            .that()
            .resideInAnyPackage(FRAMEWORK)
            .should()
            .dependOnClassesThat(resideInAPackage("dev.gregor..")
                    .and(resideOutsideOfPackages(FRAMEWORK))
                    .and(resideOutsideOfPackages(MODEL)));

    @ArchTest
    static final ArchRule messagingKnowsNothingOfAggregates = noClasses()
            .that()
            .resideInAPackage("dev.gregor.messaging..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gregor.aggregate..", "dev.gregor.command..", "dev.gregor.event..");

    @ArchTest
    static final ArchRule nothingDependsOnTheApplication = noClasses()
            .that()
            .resideOutsideOfPackages("dev.gregor.app..", "dev.gregor.benchmarks..", "dev.gregor.spring.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.gregor.app..");

    @ArchTest
    static final ArchRule theDomainKnowsNothingOfKafka = noClasses()
            .that()
            .resideInAPackage("dev.gregor.user..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule theProgrammingModelKnowsNothingOfKafka = noClasses()
            .that()
            .resideInAnyPackage(MODEL)
            .should()
            .dependOnClassesThat(resideInAPackage("org.apache.kafka..")
                    .or(resideInAPackage("dev.gregor..").and(resideOutsideOfPackages(MODEL))));

    @ArchTest
    static final ArchRule decisionsAndFoldsAskNoClockAndNoDice = noClasses()
            .that()
            .resideInAnyPackage("dev.gregor.user..", "dev.gregor.write..", "dev.gregor.snapshot..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule processorsStayPackagePrivate = classes()
            .that()
            .implement(org.apache.kafka.streams.processor.api.Processor.class)
            .should()
            .notBePublic();
}
