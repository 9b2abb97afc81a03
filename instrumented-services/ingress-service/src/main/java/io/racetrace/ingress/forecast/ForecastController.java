package io.racetrace.ingress.forecast;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The door for forecasts. */
@RestController
class ForecastController {
  private final Forecasts forecasts;

  ForecastController(Forecasts forecasts) {
    this.forecasts = forecasts;
  }

  /** A forecast and whether it was cached; 502 where the platform failed, 503 where it is slow. */
  @GetMapping("/forecasts")
  Forecasts.Forecast forecast(@RequestParam String region, @RequestParam String day) {
    return forecasts.forecast(new Query(region, day));
  }
}
