package io.racetrace.statedaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StatedAccessTest {
  @RegisterExtension
  static final OpenTelemetryExtension telemetry = OpenTelemetryExtension.create();

  private final StatedAccess accounts =
      StatedAccess.to("loyalty_account", "balance", telemetry.getOpenTelemetry());

  @Test
  void aReadTellsWhatItSaw() {
    int balance =
        accounts.read(
            "a-17",
            read -> {
              read.guardedBy(Guard.ROW_LOCK).saw(7, 100);
              return 100;
            });

    assertThat(balance).isEqualTo(100);
    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("read loyalty_account");
    assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
    assertThat(span.getAttributes().asMap())
        .hasSize(7)
        .containsEntry(AccessAttributes.RECORD_TYPE, "loyalty_account")
        .containsEntry(AccessAttributes.RECORD_KEY, "a-17")
        .containsEntry(AccessAttributes.ACCESS, "read")
        .containsEntry(AccessAttributes.COLUMN, "balance")
        .containsEntry(AccessAttributes.GUARD, "row-lock")
        .containsEntry(AccessAttributes.VERSION_READ, "7")
        .containsEntry(AccessAttributes.VALUE_READ, "100");
  }

  @Test
  void aWriteTellsWhatItIsBasedOnAndWhatItLeft() {
    accounts.write("a-17", write -> write.basedOn(7, 100).left(8, 250));

    assertThat(onlySpan().getAttributes().asMap())
        .containsEntry(AccessAttributes.ACCESS, "write")
        .containsEntry(AccessAttributes.VERSION_READ, "7")
        .containsEntry(AccessAttributes.VALUE_READ, "100")
        .containsEntry(AccessAttributes.VERSION_WRITTEN, "8")
        .containsEntry(AccessAttributes.VALUE_WRITTEN, "250")
        .containsEntry(AccessAttributes.ROWS_AFFECTED, 1L)
        .doesNotContainKey(AccessAttributes.GUARD);
  }

  @Test
  void aGuardedWriteThatCameTooLateLeavesNothing() {
    accounts.write(
        "a-17",
        write ->
            write
                .guardedBy(Guard.VERSION_PREDICATE, Guard.IDEMPOTENCY_KEY)
                .basedOn(7, 100)
                .hitNoRow());

    assertThat(onlySpan().getAttributes().asMap())
        .containsEntry(AccessAttributes.GUARD, "version-predicate,idempotency-key")
        .containsEntry(AccessAttributes.ROWS_AFFECTED, 0L)
        .doesNotContainKey(AccessAttributes.VERSION_WRITTEN)
        .doesNotContainKey(AccessAttributes.VALUE_WRITTEN);
  }

  @Test
  void aRecordWithoutVersionStatesValuesAlone() {
    accounts.read("a-17", read -> read.sawValue("gold"));
    accounts.write("a-17", write -> write.basedOnValue("gold").leftValue("silver"));

    assertThat(telemetry.getSpans())
        .allSatisfy(
            span ->
                assertThat(span.getAttributes().asMap())
                    .containsEntry(AccessAttributes.VALUE_READ, "gold")
                    .doesNotContainKey(AccessAttributes.VERSION_READ));
  }

  @Test
  void theStoresSpanIsAChild() {
    accounts.read(
        "a-17",
        read -> {
          Span store =
              telemetry.getOpenTelemetry().getTracer("jdbc").spanBuilder("SELECT").startSpan();
          store.end();
          return read.saw(7, 100);
        });

    SpanData store = telemetry.getSpans().get(0);
    SpanData stated = telemetry.getSpans().get(1);
    assertThat(store.getParentSpanId()).isEqualTo(stated.getSpanId());
  }

  @Test
  void aFailureOfTheStorePassesAndMarksTheSpan() {
    assertThatThrownBy(
            () ->
                accounts.write(
                    "a-17",
                    write -> {
                      throw new IOException("store is gone");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("store is gone");

    SpanData span = onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getEvents()).hasSize(1);
    assertThat(span.getAttributes().asMap()).doesNotContainKey(AccessAttributes.ROWS_AFFECTED);
  }

  private static SpanData onlySpan() {
    assertThat(telemetry.getSpans()).hasSize(1);
    return telemetry.getSpans().get(0);
  }
}
