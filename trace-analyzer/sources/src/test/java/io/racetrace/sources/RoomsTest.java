package io.racetrace.sources;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From bytes to places: a room knows only the rooms before it. */
class RoomsTest {

  private static final List<String> ROOMS =
      List.of("decode", "otlp", "http", "backend", "jaeger", "zipkin", "tempo", "file", "receive");

  private static final JavaClasses SOURCES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.racetrace.sources");

  @Test
  void a_room_knows_only_the_rooms_before_it() {
    for (int i = 0; i < ROOMS.size() - 1; i++) {
      noClasses()
          .that()
          .resideInAPackage(room(ROOMS.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOMS.subList(i + 1, ROOMS.size()).stream()
                  .map(RoomsTest::room)
                  .toArray(String[]::new))
          .check(SOURCES);
    }
  }

  @Test
  void no_back_end_knows_another_one() {
    List<String> backEnds = List.of("jaeger", "zipkin", "tempo");
    for (String backEnd : backEnds) {
      noClasses()
          .that()
          .resideInAPackage(room(backEnd))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              backEnds.stream()
                  .filter(other -> !other.equals(backEnd))
                  .map(RoomsTest::room)
                  .toArray(String[]::new))
          .check(SOURCES);
    }
  }

  private static String room(String name) {
    return "io.racetrace.sources." + name + "..";
  }
}
