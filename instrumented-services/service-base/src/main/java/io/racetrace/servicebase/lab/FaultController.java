package io.racetrace.servicebase.lab;

import io.racetrace.servicebase.event.LostAcknowledgements;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What the lab breaks in a service. */
@RestController
public class FaultController {
  private final LostAcknowledgements acknowledgements;

  FaultController(LostAcknowledgements acknowledgements) {
    this.acknowledgements = acknowledgements;
  }

  @PostMapping("/lab/events/lost-acknowledgements")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void loseAcknowledgements(@RequestBody String count) {
    acknowledgements.lose(Integer.parseInt(count));
  }
}
