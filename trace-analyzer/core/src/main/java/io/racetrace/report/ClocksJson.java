package io.racetrace.report;

import io.racetrace.order.ClockOffset;
import io.racetrace.order.ClockSummary;
import java.util.Map;

/** How well clocks are known, as JSON. */
final class ClocksJson {

  private ClocksJson() {}

  static void write(JsonText json, ClockSummary clocks, long statedNanos) {
    json.name("clocks").beginObject();
    json.name("statedBoundNanos").value(statedNanos);
    json.name("measuredPairs").value(clocks.measuredPairs());
    json.name("statedPairs").value(clocks.statedPairs());
    json.name("widestMeasuredNanos").value(clocks.widestMeasured());
    json.name("distrusted").beginArray();
    clocks.distrusted().forEach(json::value);
    json.endArray();
    json.name("movedNanos").beginObject();
    for (Map.Entry<String, Long> moved : clocks.moved().entrySet()) {
      json.name(moved.getKey()).value(-moved.getValue());
    }
    json.endObject();
    json.name("pairs").beginArray();
    for (ClockSummary.Pair pair : clocks.pairs()) {
      json.beginObject();
      json.name("first").value(pair.first());
      json.name("second").value(pair.second());
      json.name("calls").value(pair.calls());
      ClockOffset offset = pair.offset();
      if (offset == null) {
        json.name("offsetNanos").value((String) null);
      } else {
        json.name("offsetNanos").beginArray().value(offset.low()).value(offset.high()).endArray();
      }
      json.name("steps").value(pair.steps());
      json.name("contradictions").value(pair.contradictions());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }
}
