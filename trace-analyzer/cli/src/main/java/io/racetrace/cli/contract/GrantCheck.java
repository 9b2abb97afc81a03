package io.racetrace.cli.contract;

import io.racetrace.access.RecordType;
import io.racetrace.access.Store;
import io.racetrace.history.CoverageRow;
import io.racetrace.ownership.Ownership;
import io.racetrace.ownership.Place.Fit;
import io.racetrace.ownership.WriteException;
import io.racetrace.report.WriterMatrix;
import io.racetrace.report.WriterRow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One table: who is declared to write it, who is granted to, and who was observed to.
 *
 * @param schemaAndTable quoted, as SQL takes it
 * @param declared roles
 * @param isAssumed whether the contract names no role, and roles were told from its services
 * @param observed services, also those that do not tell which rows they write; null if nothing was
 *     given to observe
 * @param suspected services that are not declared, and that wrote tables without a name, of which
 *     this may be one
 * @param mismatches each with what to do about it
 */
public record GrantCheck(
    ContractFile.Table table,
    String schemaAndTable,
    SortedSet<String> declared,
    boolean isAssumed,
    Grants granted,
    @Nullable SortedSet<String> observed,
    SortedSet<String> suspected,
    List<String> mismatches) {

  /**
   * @param schema where the table lies
   * @param writers null if nothing was given to observe
   * @param day by which exceptions are judged
   */
  public static GrantCheck of(
      ContractFile file,
      ContractFile.Table table,
      String schema,
      Grants granted,
      @Nullable WriterMatrix writers,
      LocalDate day) {
    String name = table.name().substring(table.name().lastIndexOf('.') + 1);
    Ownership ownership = file.ownership(table);
    SortedSet<String> declared = new TreeSet<>();
    for (ContractFile.Role role : file.roles()) {
      if (role.access().toLowerCase(Locale.ROOT).contains("write")) {
        declared.add(role.name());
      }
    }
    boolean isAssumed = declared.isEmpty();
    SortedSet<String> mayWrite = new TreeSet<>(ownership.services());
    for (WriteException exception : table.exceptions()) {
      if (!exception.isExpired(day)) {
        mayWrite.add(exception.service());
      }
    }
    if (isAssumed) {
      mayWrite.forEach(service -> declared.add(roleOf(service, granted)));
    }
    SortedSet<String> keyed = new TreeSet<>();
    SortedSet<String> observed = null;
    SortedSet<String> suspected = new TreeSet<>();
    if (writers != null) {
      keyed.addAll(keyed(ownership, writers));
      observed = new TreeSet<>(keyed);
      observed.addAll(keyless(ownership, writers));
      suspected.addAll(nameless(ownership, writers));
      suspected.removeAll(observed);
      suspected.removeAll(mayWrite);
    }
    String whole = Grants.quoted(schema) + "." + Grants.quoted(name);
    List<String> mismatches = new ArrayList<>();
    if (!granted.exists()) {
      mismatches.add("there is no table " + whole + ": correct its name or its server's schema");
    } else {
      undeclared(whole, declared, granted, mismatches);
      for (String role : declared) {
        if (!granted.mayChange(role)) {
          mismatches.add(
              role
                  + " is declared to write, and may not: GRANT INSERT, UPDATE, DELETE ON "
                  + whole
                  + " TO "
                  + Grants.quoted(role)
                  + "; or take it out of the contract");
        }
      }
    }
    if (observed != null) {
      for (String service : observed) {
        if (!mayWrite.contains(service)) {
          mismatches.add(
              service
                  + " was observed to write, "
                  + (keyed.contains(service) ? "" : "in writes that do not tell their row, ")
                  + "and is not declared: it has to stop, or add it to"
                  + " singleWriter or writeExceptions");
        }
      }
    }
    return new GrantCheck(
        table, whole, declared, isAssumed, granted, observed, suspected, mismatches);
  }

  private static void undeclared(
      String whole, SortedSet<String> declared, Grants granted, List<String> mismatches) {
    granted
        .byRole()
        .forEach(
            (role, privileges) -> {
              boolean isMember =
                  granted.members().entrySet().stream()
                      .anyMatch(
                          of -> declared.contains(of.getKey()) && of.getValue().contains(role));
              if (declared.contains(role) || isMember) {
                return;
              }
              SortedSet<String> members = granted.members().getOrDefault(role, new TreeSet<>());
              if (role.equals(Grants.ALL_DATA)) {
                everything(members, declared, mismatches);
                return;
              }
              mismatches.add(
                  role
                      + (members.isEmpty() ? "" : " (with " + String.join(", ", members) + ")")
                      + " may "
                      + String.join(", ", privileges)
                      + ", and is not declared: REVOKE "
                      + String.join(", ", privileges)
                      + " ON "
                      + whole
                      + " FROM "
                      + (role.equals(Grants.PUBLIC) ? role : Grants.quoted(role))
                      + "; or declare it");
            });
  }

  private static void everything(
      SortedSet<String> members, SortedSet<String> declared, List<String> mismatches) {
    for (String member : members) {
      if (!declared.contains(member)) {
        mismatches.add(
            member
                + " may change every table, and is not declared: REVOKE "
                + Grants.ALL_DATA
                + " FROM "
                + Grants.quoted(member)
                + "; or declare it");
      }
    }
  }

  /** The role that is called like the service, with hyphens or with underscores. */
  private static String roleOf(String service, Grants granted) {
    String other = service.replace('-', '_');
    return !granted.isNamed(service) && granted.isNamed(other) ? other : service;
  }

  private static List<String> keyed(Ownership ownership, WriterMatrix writers) {
    return writers.rows().stream()
        .filter(row -> ownership.fit(RecordType.named(row.recordType())) != Fit.NO)
        .map(WriterRow::service)
        .toList();
  }

  private static List<String> keyless(Ownership ownership, WriterMatrix writers) {
    return writers.keyless().stream()
        .filter(row -> ownership.fit(RecordType.named(row.recordType())) != Fit.NO)
        .map(CoverageRow::service)
        .toList();
  }

  /** Who writes what has no name, in a store that may be the table's. */
  private static List<String> nameless(Ownership ownership, WriterMatrix writers) {
    return writers.keyless().stream()
        .filter(CoverageRow::isNameless)
        .filter(
            row -> {
              Store store = RecordType.named(row.recordType()).store();
              return row.recordType().equals(CoverageRow.FURTHER)
                  || ownership.fit(new RecordType(store, ownership.table())) != Fit.NO;
            })
        .map(CoverageRow::service)
        .toList();
  }
}
