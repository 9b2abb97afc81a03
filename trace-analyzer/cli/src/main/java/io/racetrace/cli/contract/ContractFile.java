package io.racetrace.cli.contract;

import io.racetrace.cli.yaml.YamlFaultException;
import io.racetrace.cli.yaml.YamlNode;
import io.racetrace.ownership.Owners;
import io.racetrace.ownership.Ownership;
import io.racetrace.ownership.Place;
import io.racetrace.ownership.SourceLine;
import io.racetrace.ownership.WriteException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One contract: what of an ODCS file says who writes what. All else in the file is left alone.
 *
 * @param name the file's, relative to the working directory where it lies below that
 * @param faults what is wrong with it by itself; if one of them blocks, the rest may not be whole
 */
public record ContractFile(
    String name, List<Server> servers, List<Table> tables, List<Role> roles, List<Fault> faults) {

  /**
   * A database.
   *
   * @param type as the contract names it, such as {@code postgres}
   * @param port 0 if it is not told
   */
  public record Server(
      String name, String type, String host, int port, String database, String schema) {

    /** The system as spans name it; empty for one that ODCS has no name for. */
    public String system() {
      return switch (type) {
        case "postgres" -> "postgresql";
        case "sqlserver" -> "microsoft.sql_server";
        case "oracle" -> "oracle.db";
        case "custom" -> "";
        default -> type;
      };
    }
  }

  /**
   * A table and who writes it.
   *
   * @param name with its schema where the contract tells it there
   * @param properties all columns that are listed
   * @param owners null if nobody owns the table as a whole
   * @param columns the owners of single columns
   * @param declared where the table is named
   */
  public record Table(
      String name,
      SortedSet<String> properties,
      @Nullable Owners owners,
      SortedMap<String, Owners> columns,
      @Nullable String concurrencyControl,
      @Nullable String versionColumn,
      List<WriteException> exceptions,
      SourceLine declared) {

    public boolean isOwned() {
      return owners != null || !columns.isEmpty();
    }
  }

  /**
   * Who has which right in the database.
   *
   * @param access such as {@code write}; empty if it is not told
   */
  public record Role(String name, String access, SourceLine declared) {}

  /** Copies the lists. */
  public ContractFile {
    servers = List.copyOf(servers);
    tables = List.copyOf(tables);
    roles = List.copyOf(roles);
    faults = List.copyOf(faults);
  }

  /**
   * Reads a file. What is wrong with it is told among its faults.
   *
   * @throws IOException if it can't be read
   */
  public static ContractFile read(Path file) throws IOException {
    Path shown = shown(file);
    Faults faults = new Faults();
    ContractReader reader = new ContractReader(shown.toString(), faults);
    try {
      reader.read(YamlNode.read(shown));
    } catch (YamlFaultException e) {
      faults.add(e);
    }
    return reader.contract();
  }

  /** Relative to the working directory, as reports are read in the repository. */
  private static Path shown(Path file) {
    Path here = Path.of("").toAbsolutePath().normalize();
    Path whole = file.toAbsolutePath().normalize();
    return whole.startsWith(here) ? here.relativize(whole) : file;
  }

  /** What it says of those tables that somebody owns. */
  public List<Ownership> ownerships() {
    List<Ownership> all = new ArrayList<>();
    for (Table table : tables) {
      if (table.isOwned()) {
        all.add(ownership(table));
      }
    }
    return all;
  }

  Ownership ownership(Table table) {
    String[] parts = table.name.split("\\.");
    String schema = parts.length > 1 ? parts[parts.length - 2] : "";
    String database = parts.length > 2 ? parts[parts.length - 3] : "";
    List<Place> places = new ArrayList<>();
    for (Server server : servers) {
      places.add(
          new Place(
              server.system(),
              database.isEmpty() ? server.database : database,
              schema.isEmpty() ? server.schema : schema));
    }
    if (places.isEmpty()) {
      places.add(new Place("", database, schema));
    }
    SortedSet<String> free = new TreeSet<>();
    if (table.versionColumn != null) {
      free.add(table.versionColumn);
    }
    return new Ownership(
        places,
        parts[parts.length - 1],
        table.owners,
        new TreeMap<>(table.columns),
        free,
        table.exceptions,
        table.declared);
  }
}
