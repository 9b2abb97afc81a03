package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What users can build on stands in one file for each published module, so that widening it is a
 * visible change. The lab is built last, so it sees them all.
 */
class PublicApiTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trace-analyzer/core",
        "trace-analyzer/sources",
        "trace-analyzer/testing",
        "trace-analyzer/cli",
        "instrumented-services/stated-access"
      })
  void the_public_api_is_what_its_file_says(String module) throws IOException {
    Path folder = Path.of("../..").resolve(module);
    Path file = folder.resolve("public-api.txt");
    List<String> actual = api(folder.resolve("target/classes"));
    if (Boolean.getBoolean("racetrace.api.accept")) {
      Files.write(file, actual);
    }
    assertThat(actual)
        .as("%s; if the change is meant, run again with -Dracetrace.api.accept=true", file)
        .isEqualTo(Files.readAllLines(file));
  }

  private static List<String> api(Path classes) {
    TreeSet<String> lines = new TreeSet<>();
    for (JavaClass type : new ClassFileImporter().importPath(classes)) {
      if (isVisible(type)) {
        lines.add(type.getName());
        type.getMembers().stream()
            .filter(PublicApiTest::isVisible)
            .forEach(member -> lines.add(type.getName() + " " + signature(member)));
      }
    }
    return List.copyOf(lines);
  }

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublicApiTest::isVisible).orElse(true);
  }

  private static boolean isVisible(JavaMember member) {
    boolean open =
        member.getModifiers().contains(JavaModifier.PUBLIC)
            || member.getModifiers().contains(JavaModifier.PROTECTED);
    return open
        && !member.getModifiers().contains(JavaModifier.SYNTHETIC)
        && !member.getModifiers().contains(JavaModifier.BRIDGE);
  }

  private static String signature(JavaMember member) {
    if (member instanceof JavaField field) {
      return field.getName() + ": " + field.getRawType().getSimpleName();
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    String parameters =
        unit.getRawParameterTypes().stream()
            .map(JavaClass::getSimpleName)
            .collect(Collectors.joining(", "));
    return unit.getName() + "(" + parameters + "): " + unit.getRawReturnType().getSimpleName();
  }
}
