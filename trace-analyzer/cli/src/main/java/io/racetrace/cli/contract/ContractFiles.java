package io.racetrace.cli.contract;

import io.racetrace.cli.yaml.YamlNode;
import io.racetrace.ownership.Owners;
import io.racetrace.ownership.Ownership;
import io.racetrace.ownership.Ownerships;
import io.racetrace.ownership.SourceLine;
import io.racetrace.ownership.WriteException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All contracts that hold together, and what is wrong with them. */
public record ContractFiles(List<ContractFile> files) {

  /** Copies the list. */
  public ContractFiles {
    files = List.copyOf(files);
  }

  /**
   * Reads files, and all YAML files in folders and below them, each once.
   *
   * @throws IOException if one can't be read, or there is none in a folder
   */
  public static ContractFiles read(List<Path> paths) throws IOException {
    List<ContractFile> files = new ArrayList<>();
    Set<Path> known = new HashSet<>();
    for (Path path : paths) {
      for (Path file : within(path)) {
        if (known.add(file.toRealPath())) {
          files.add(ContractFile.read(file));
        }
      }
    }
    return new ContractFiles(files);
  }

  private static List<Path> within(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(
          path.toString(), null, "there is no such contract: name a file, or a folder of them");
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> found =
          all.filter(file -> file.toString().matches("(?s).*\\.ya?ml"))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new IOException(
            path + ": no contract is in it: put one there that ends in .yaml, or name another");
      }
      return found;
    }
  }

  /** What is wrong: with each file by itself, then between them, then with what is out of date. */
  public List<Fault> faults(LocalDate day) {
    List<Fault> faults = new ArrayList<>();
    files.forEach(file -> faults.addAll(file.faults()));
    faults.addAll(claims());
    faults.addAll(expired(day));
    return faults;
  }

  private List<Fault> claims() {
    List<Ownership> all = new ArrayList<>();
    for (ContractFile file : files) {
      file.tables().forEach(table -> all.add(file.ownership(table)));
    }
    List<Fault> faults = new ArrayList<>();
    for (int later = 1; later < all.size(); later++) {
      for (Ownership earlier : all.subList(0, later)) {
        if (all.get(later).claimsTableOf(earlier)) {
          faults.add(
              new Fault(
                  all.get(later).declared() + ":1",
                  all.get(later).table()
                      + " is claimed by "
                      + earlier.declared()
                      + " too: keep one of them, or tell by 'servers' that they are two tables",
                  true));
        }
      }
    }
    return faults;
  }

  private List<Fault> expired(LocalDate day) {
    List<Fault> faults = new ArrayList<>();
    for (ContractFile file : files) {
      for (ContractFile.Table table : file.tables()) {
        for (WriteException exception : table.exceptions()) {
          if (exception.isExpired(day)) {
            faults.add(
                new Fault(
                    exception.declared() + ":1",
                    "the exception of "
                        + exception.service()
                        + " for "
                        + table.name()
                        + " ended on "
                        + exception.until()
                        + ": delete it, or agree on another day",
                    false));
          }
        }
      }
    }
    return faults;
  }

  /** Services that are named and that nobody knows, each at the first place that names it. */
  public List<Fault> strangers(Set<String> known) {
    Map<String, SourceLine> named = new TreeMap<>();
    for (ContractFile file : files) {
      for (ContractFile.Table table : file.tables()) {
        List<Owners> owners = new ArrayList<>(table.columns().values());
        if (table.owners() != null) {
          owners.add(0, table.owners());
        }
        for (Owners each : owners) {
          each.services().forEach(service -> named.putIfAbsent(service, each.declared()));
        }
        table
            .exceptions()
            .forEach(exception -> named.putIfAbsent(exception.service(), exception.declared()));
      }
    }
    List<Fault> faults = new ArrayList<>();
    named.forEach(
        (service, line) -> {
          if (!known.contains(service)) {
            String nearest = YamlNode.nearest(service, known.toArray(String[]::new));
            faults.add(
                new Fault(
                    line + ":1",
                    "no service '"
                        + service
                        + "' is known"
                        + (nearest.isEmpty() ? "" : "; the nearest is '" + nearest + "'")
                        + ": write its service.name",
                    false));
          }
        });
    return faults;
  }

  /**
   * Who may write what.
   *
   * @param day by which exceptions are judged
   * @throws ContractFaultException if a fault keeps it from being told
   */
  public Ownerships ownerships(LocalDate day) throws ContractFaultException {
    List<Fault> blocking = faults(day).stream().filter(Fault::blocks).toList();
    if (!blocking.isEmpty()) {
      throw new ContractFaultException(blocking);
    }
    List<Ownership> all = new ArrayList<>();
    files.forEach(file -> all.addAll(file.ownerships()));
    if (all.isEmpty()) {
      throw new ContractFaultException(
          List.of(
              new Fault(
                  files.get(0).name() + ":1:1",
                  "nobody is said to write anything: add singleWriter to a table",
                  true)));
    }
    return new Ownerships(all, day);
  }
}
