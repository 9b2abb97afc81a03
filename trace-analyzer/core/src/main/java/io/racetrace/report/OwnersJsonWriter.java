package io.racetrace.report;

import io.racetrace.access.Guard;
import io.racetrace.history.CoverageRow;
import java.io.IOException;
import java.time.Instant;

/**
 * Who writes what, as JSON, version 1. The schema is the resource {@code
 * racetrace-owners.schema.json} beside this class.
 */
public final class OwnersJsonWriter {

  /** The name and version of the format. */
  public static final String SCHEMA = "racetrace-owners/1";

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Owned owned, Appendable out) throws IOException {
    JsonText json = new JsonText();
    json.beginObject();
    json.name("schema").value(SCHEMA);
    json.name("conclusive").value(owned.report().isConclusive());
    json.name("coverage").beginObject();
    new CoverageJson(json).totals(owned.report().coverage());
    json.endObject();
    json.name("writers").beginArray();
    for (WriterRow row : owned.matrix().rows()) {
      row(json, row);
    }
    json.endArray();
    json.name("writersWithoutKey").beginArray();
    for (CoverageRow row : owned.matrix().keyless()) {
      json.beginObject();
      json.name("recordType").value(row.recordType());
      json.name("service").value(row.service());
      json.name("writes").value(row.changesWithoutKey());
      json.endObject();
    }
    json.endArray();
    WriterDrift drift = owned.drift();
    if (drift != null) {
      json.name("drift").beginArray();
      for (WriterDrift.Change change : drift.changes()) {
        change(json, change);
      }
      json.endArray();
    }
    DiagnosticsJson.write(json, owned.report().diagnostics());
    json.endObject();
    out.append(json.toString()).append('\n');
  }

  private static void row(JsonText json, WriterRow row) {
    json.beginObject();
    place(json, row);
    json.name("columns").beginArray();
    row.columns().forEach(json::value);
    json.endArray();
    json.name("guards").beginObject();
    row.guards().forEach((guard, times) -> json.name(guard.id()).value(times));
    json.endObject();
    json.name("count").value(row.count());
    json.name("firstSeen").value(time(row.seen().start()));
    json.name("lastSeen").value(time(row.seen().end()));
    json.endObject();
  }

  private static void change(JsonText json, WriterDrift.Change change) {
    json.beginObject();
    json.name("kind").value(change.kind().id());
    place(json, change.row());
    Guard guard = change.guard();
    if (guard != null) {
      json.name("guard").value(guard.id());
    }
    json.endObject();
  }

  private static void place(JsonText json, WriterRow row) {
    json.name("recordType").value(row.recordType());
    json.name("service").value(row.service());
    json.name("operation").value(row.operation().id());
    json.name("entryPoint").value(row.entryPoint());
    json.name("path").value(row.path().id());
  }

  private static String time(long nanos) {
    return Instant.ofEpochSecond(0, nanos).toString();
  }
}
