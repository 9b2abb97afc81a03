package io.racetrace.ingress.forecast;

/** What a forecast is asked for: all that the answer depends on, and so the key of its cache. */
record Query(String region, String day) {
  String key() {
    return region + ":" + day;
  }
}
