package io.racetrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  /** The road from span to finding; a room knows only the rooms before it. */
  private static final List<String> ROAD =
      List.of(
          "column",
          "trace",
          "access",
          "history",
          "order",
          "finding",
          "detect",
          "advise",
          "report",
          "assertion",
          "timeline");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.racetrace");

  @Test
  void a_package_knows_only_the_packages_before_it_on_the_road() {
    for (int i = 0; i < ROAD.size(); i++) {
      String[] later =
          ROAD.subList(i + 1, ROAD.size()).stream()
              .map(ArchitectureTest::room)
              .toArray(String[]::new);
      if (later.length > 0) {
        noClasses()
            .that()
            .resideInAPackage(room(ROAD.get(i)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(later)
            .check(CORE);
      }
    }
  }

  @Test
  void what_an_access_is_knows_nothing_of_how_spans_are_read_and_a_span_nothing_of_its_trace() {
    List<String> rooms = List.of("access", "access.gap", "access.touch", "access.work");
    for (int i = 0; i < rooms.size(); i++) {
      for (String later : rooms.subList(i + 1, rooms.size())) {
        noClasses()
            .that()
            .resideInAPackage("io.racetrace." + rooms.get(i))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.racetrace." + later)
            .check(CORE);
      }
    }
  }

  @Test
  void no_room_knows_the_front_door() {
    noClasses()
        .that()
        .resideInAnyPackage(ROAD.stream().map(ArchitectureTest::room).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.racetrace")
        .check(CORE);
  }

  @Test
  void the_core_needs_nothing_but_the_platform() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.racetrace..", "java..", "org.jspecify.annotations..")
        .check(CORE);
  }

  private static String room(String name) {
    return "io.racetrace." + name + "..";
  }
}
