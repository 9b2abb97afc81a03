package io.racetrace.anomalies;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.racetrace.servicebase.telemetry.CountedSpans;
import io.racetrace.servicebase.telemetry.LibraryInstrumentation;
import io.racetrace.servicebase.telemetry.Telemetry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The program: one instance of one service, with one connection and one thread. It ends when its
 * standard input does, so that it never outlives who started it.
 */
final class Party {

  private final OpenTelemetrySdk telemetry;
  private final Tracer tracer;
  private final Connection connection;
  private @Nullable Span entry;
  private @Nullable Scope scope;
  private boolean isRequest;

  private Party(OpenTelemetrySdk telemetry, Connection connection) {
    this.telemetry = telemetry;
    this.connection = connection;
    tracer = telemetry.getTracer("io.racetrace.anomalies");
  }

  /**
   * @param arguments the name of the service, the JDBC URL, and where spans go
   */
  public static void main(String[] arguments) throws IOException, SQLException {
    Telemetry.preferStableConventions();
    DriverManagerDataSource database = new DriverManagerDataSource(arguments[1]);
    OpenTelemetrySdk telemetry =
        Telemetry.start(arguments[0], List.of(arguments[2]), new CountedSpans());
    try (telemetry;
        Connection connection =
            new LibraryInstrumentation(telemetry).statements(database).getConnection()) {
      DataInputStream in = new DataInputStream(System.in);
      DataOutputStream out = new DataOutputStream(System.out);
      Party party = new Party(telemetry, connection);
      party.execute("select pg_backend_pid()", List.of()).write(out);
      party.serve(in, out);
    }
  }

  private void serve(DataInputStream in, DataOutputStream out) throws IOException {
    while (true) {
      Verb verb;
      try {
        verb = Verb.valueOf(in.readUTF());
      } catch (EOFException end) {
        return;
      }
      Answer answer;
      try {
        answer = answer(verb, in);
      } catch (SQLException refused) {
        String state = refused.getSQLState();
        answer = new Answer(String.valueOf(refused.getMessage()), state == null ? "?" : state);
      }
      answer.write(out);
    }
  }

  private Answer answer(Verb verb, DataInputStream in) throws IOException, SQLException {
    return switch (verb) {
      case ENTER -> enter(in);
      case BEGIN -> {
        connection.setAutoCommit(false);
        yield Answer.of("");
      }
      case EXECUTE -> execute(in.readUTF(), parameters(in));
      case COMMIT -> {
        connection.commit();
        yield ended();
      }
      case ROLLBACK -> {
        connection.rollback();
        yield ended();
      }
      case LEAVE -> leave(in.readInt());
      case FLUSH -> {
        telemetry.getSdkTracerProvider().forceFlush().join(30, TimeUnit.SECONDS);
        yield Answer.of("");
      }
    };
  }

  /** As a pool does when it takes a connection back; the driver commits once more for it. */
  private Answer ended() throws SQLException {
    connection.setAutoCommit(true);
    return Answer.of("");
  }

  // The scope is closed when the request or message is left.
  @SuppressWarnings("MustBeClosedChecker")
  private Answer enter(DataInputStream in) throws IOException {
    SpanKind kind = SpanKind.valueOf(in.readUTF());
    SpanBuilder builder = tracer.spanBuilder(in.readUTF()).setNoParent().setSpanKind(kind);
    for (int left = in.readInt(); left > 0; left--) {
      builder.setAttribute(in.readUTF(), in.readUTF());
    }
    Span entered = builder.startSpan();
    isRequest = kind == SpanKind.SERVER;
    entry = entered;
    scope = entered.makeCurrent();
    return Answer.of(entered.getSpanContext().getTraceId());
  }

  /** A refusal that the caller caused, such as 409, is no error of the server. */
  private Answer leave(int status) throws SQLException {
    letGo();
    if (scope != null) {
      scope.close();
    }
    if (entry != null) {
      if (isRequest) {
        entry.setAttribute("http.response.status_code", status);
      }
      if (status >= 500 || !isRequest && status >= 400) {
        entry.setStatus(StatusCode.ERROR);
      }
      entry.end();
    }
    return Answer.of("");
  }

  /** What the session still holds is no matter of the next unit; nobody is told of it. */
  private void letGo() throws SQLException {
    Connection bare = connection.unwrap(Connection.class);
    try (Statement statement = bare.createStatement()) {
      statement.execute("select pg_advisory_unlock_all()");
    }
  }

  private static List<Object> parameters(DataInputStream in) throws IOException {
    List<Object> parameters = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      parameters.add(in.readBoolean() ? Integer.valueOf(in.readInt()) : in.readUTF());
    }
    return parameters;
  }

  private Answer execute(String sql, List<Object> parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        if (parameters.get(i) instanceof Integer number) {
          statement.setInt(i + 1, number);
        } else {
          statement.setString(i + 1, parameters.get(i).toString());
        }
      }
      if (!statement.execute()) {
        return Answer.of(Integer.toString(statement.getUpdateCount()));
      }
      try (ResultSet rows = statement.getResultSet()) {
        return Answer.of(Rows.text(rows));
      }
    }
  }
}
