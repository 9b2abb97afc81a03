package io.racetrace.detect;

import io.racetrace.ownership.Owners;
import io.racetrace.ownership.Ownership;
import io.racetrace.ownership.Ownerships;
import io.racetrace.ownership.Place;
import io.racetrace.ownership.SourceLine;
import io.racetrace.ownership.WriteException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A contract in one line of a timelines file. */
final class ContractLine {

  static final LocalDate TODAY = LocalDate.of(2026, 6, 15);

  private ContractLine() {}

  static Ownerships read(List<String> lines) {
    List<Ownership> all = new ArrayList<>();
    for (int line = 0; line < lines.size(); line++) {
      all.add(ownership(lines.get(line).strip().split("\\s+", -1), line * 10 + 1));
    }
    return new Ownerships(all, TODAY);
  }

  private static Ownership ownership(String[] words, int line) {
    String[] parts = words[0].split("[/.]", -1);
    SortedMap<String, Owners> columns = new TreeMap<>();
    List<WriteException> exceptions = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      SourceLine at = new SourceLine("owners.yaml", line + i);
      String[] sides = words[i].split("<?=", 2);
      if (words[i].contains("<=")) {
        exceptions.add(new WriteException(sides[0], LocalDate.parse(sides[1]), "OPS-412", at));
      } else {
        columns.put(sides[0], owners(sides[1], at));
      }
    }
    SourceLine at = new SourceLine("owners.yaml", line);
    return new Ownership(
        List.of(new Place(parts[0], parts[1], parts[2])),
        parts[3],
        words[1].equals("-") ? null : owners(words[1], at),
        columns,
        new TreeSet<>(),
        exceptions,
        at);
  }

  private static Owners owners(String services, SourceLine at) {
    return new Owners(Set.of(services.split(",", -1)), at);
  }
}
