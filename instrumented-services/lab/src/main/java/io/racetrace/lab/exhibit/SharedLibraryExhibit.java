package io.racetrace.lab.exhibit;

import io.racetrace.lab.stage.ServiceDoor;
import io.racetrace.lab.stage.Stage;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A shared library with a breaking change: two services that were built with the release before run
 * with the next one. Who imports the library directly fails; who goes through the layer over it,
 * which was released with it, notices nothing. No race, so nothing is to be found.
 */
final class SharedLibraryExhibit implements Exhibit {
  @Override
  public String name() {
    return "shared-library";
  }

  @Override
  public String title() {
    return "a shared library breaks who imports it, and not who uses the layer over it";
  }

  @Override
  public String unit() {
    return "answers";
  }

  @Override
  public List<String> services() {
    return List.of("payment-service-2", "sign-up-service-2");
  }

  @Override
  public String jarsAhead() {
    return "next-releases";
  }

  @Override
  public String drillKey() {
    return "42";
  }

  @Override
  public List<Form> forms() {
    return List.of(Form.racy(), Form.safe("middle-layer"));
  }

  @Override
  public String database(String form) {
    return "checkout_" + serviceForm(form).replace('-', '_');
  }

  private static String serviceForm(String form) {
    return form.equals("racy") ? "direct-import" : form;
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    stage.select(serviceForm(form), services());
    AtomicLong right = new AtomicLong();
    Tally tally = new Tally();
    for (String service : services()) {
      ask(stage.door(service), 42, tally, right);
    }
    return tally.truthOfAll("answers", right.get());
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    stage.select(serviceForm(form), services());
    AtomicLong right = new AtomicLong();
    Tally tally = new Tally();
    Load.run(
        stage,
        plan,
        operation ->
            ask(
                stage.door(services().get(operation.eventPath() ? 0 : 1)),
                plan.recordKeys().indexOf(operation.recordKey()),
                tally,
                right));
    return tally.truthOfAll("answers", right.get());
  }

  private static void ask(ServiceDoor door, long number, Tally tally, AtomicLong right) {
    ServiceDoor.Answer answer = door.get("/labels/" + number);
    tally.acknowledged("answers", 1);
    if (answer.status() == 200 && answer.body().endsWith("-%06d".formatted(number))) {
      right.incrementAndGet();
    }
  }
}
