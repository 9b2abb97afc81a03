package com.example.points;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A service that adds points to an account, in the way that bites and in the way that does not. */
final class PointsService {

  private final OpenTelemetrySdk openTelemetry;
  private final DataSource database;

  PointsService(String name, SpanProcessor spans, DataSource database) {
    Resource resource =
        Resource.builder()
            .put("service.name", name)
            .put("service.instance.id", name + "-1")
            .build();
    openTelemetry =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder().setResource(resource).addSpanProcessor(spans).build())
            .build();
    this.database =
        JdbcTelemetry.builder(openTelemetry)
            .setCaptureQueryParameters(true)
            .setTransactionInstrumenterEnabled(true)
            .build()
            .wrap(database);
  }

  void addByReading(String account, int points) throws SQLException {
    request(
        "POST /accounts/{id}/points",
        () -> {
          try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            int balance;
            try (PreparedStatement read =
                connection.prepareStatement("SELECT balance FROM account WHERE id = ?")) {
              read.setString(1, account);
              try (ResultSet row = read.executeQuery()) {
                row.next();
                balance = row.getInt(1);
              }
            }
            Gate.both();
            try (PreparedStatement write =
                connection.prepareStatement("UPDATE account SET balance = ? WHERE id = ?")) {
              write.setInt(1, balance + points);
              write.setString(2, account);
              write.executeUpdate();
            }
            connection.commit();
          }
        });
  }

  void addInOneStatement(String account, int points) throws SQLException {
    request(
        "POST /accounts/{id}/points",
        () -> {
          try (Connection connection = database.getConnection();
              PreparedStatement write =
                  connection.prepareStatement(
                      "UPDATE account SET balance = balance + ? WHERE id = ?")) {
            write.setInt(1, points);
            write.setString(2, account);
            write.executeUpdate();
          }
        });
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void request(String name, Work work) throws SQLException {
    Span span =
        openTelemetry.getTracer("points").spanBuilder(name).setSpanKind(SpanKind.SERVER).startSpan();
    try (Scope scope = span.makeCurrent()) {
      work.run();
    } finally {
      span.end();
    }
  }
}
