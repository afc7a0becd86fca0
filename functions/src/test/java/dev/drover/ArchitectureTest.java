package dev.drover;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

/** Holds the arrows of docs/structure.md. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.drover");

  @Test
  void allModulesAreLookedAt() {
    for (String module : new String[] {"llama", "jinja", "engine", "langchain4j", "functions"}) {
      assertThat(CLASSES).anyMatch(c -> c.getPackageName().startsWith("dev.drover." + module));
    }
  }

  @Test
  void arrowsPointDownOnly() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("functions")
        .definedBy("dev.drover.functions..")
        .layer("langchain4j")
        .definedBy("dev.drover.langchain4j..")
        .layer("engine")
        .definedBy("dev.drover.engine..")
        .layer("llama")
        .definedBy("dev.drover.llama..")
        .layer("jinja")
        .definedBy("dev.drover.jinja..")
        .whereLayer("functions")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("langchain4j")
        .mayOnlyBeAccessedByLayers("functions")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("langchain4j", "functions")
        .whereLayer("llama")
        .mayOnlyBeAccessedByLayers("engine")
        .whereLayer("jinja")
        .mayOnlyBeAccessedByLayers("engine")
        .check(CLASSES);
  }

  @Test
  void jinjaDependsOnTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage("dev.drover.jinja..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.drover.jinja..", "java..")
        .check(CLASSES);
  }

  @Test
  void theEngineKnowsNoHttpAndNoFramework() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.drover.engine..", "dev.drover.llama..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta.ws..")
        .check(CLASSES);
  }

  @Test
  void onlySteeringsExchangeFormatsAndSchemasKnowJsonInTheEngine() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.drover.engine..", "dev.drover.llama..")
        .and()
        .resideOutsideOfPackages(
            "dev.drover.engine.steering..", "dev.drover.engine.constraint.json..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CLASSES);
  }

  /** They may all know the stores and what is shared of steering, which know none of them. */
  @Test
  void dialectsDoNotKnowEachOther() {
    slices()
        .matching("dev.drover.functions.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(alwaysTrue(), resideInAPackage("dev.drover.functions.store.."))
        .ignoreDependency(alwaysTrue(), resideInAPackage("dev.drover.functions.steering.."))
        .check(CLASSES);
  }
}
