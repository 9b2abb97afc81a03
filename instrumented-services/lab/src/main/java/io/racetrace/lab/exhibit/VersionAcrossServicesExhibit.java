package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.Stage;
import java.util.List;

/**
 * A version that crosses services: the referral service reads an account with its version from the
 * order service, which owns it, computes a balance and has it written there. The owner is told the
 * version each time; in the racy form it does not look at it.
 */
public final class VersionAcrossServicesExhibit implements Exhibit {

  @Override
  public String name() {
    return "version-across-services";
  }

  @Override
  public String title() {
    return "the owner of a record is told which version a write was based on, and ignores it";
  }

  @Override
  public String unit() {
    return "points";
  }

  @Override
  public String column() {
    return "balance";
  }

  @Override
  public List<String> services() {
    return Points.SERVICES;
  }

  @Override
  public String drillKey() {
    return "drill-account";
  }

  @Override
  public List<Form> forms() {
    return List.of(
        Form.racy().finds("lost-update", Certainty.PROVEN), Form.safe("version-checked"));
  }

  @Override
  public String database(String form) {
    return Points.database(serviceForm(form));
  }

  private static String serviceForm(String form) {
    return form.equals("racy") ? "version-ignored" : form;
  }

  /** More records than usual: a version column is for those that are rarely wanted at once. */
  @Override
  public LoadPlan usualLoad(String name) {
    return new LoadPlan(name, 42, 80, 400, 16);
  }

  @Override
  public Truth drill(Stage stage, String form, String recordKey) {
    long before = stage.door(Lab.ORDER).metric("racetrace.conflicts");
    Truth truth =
        Points.begin(stage, serviceForm(form), services(), List.of(recordKey))
            .drill(recordKey)
            .truth();
    long refused = stage.door(Lab.ORDER).metric("racetrace.conflicts") - before;
    return form.equals("racy")
        ? truth.and("the owner refused nobody", refused == 0)
        : truth.and("the owner refused the write that was based on an old version", refused == 1);
  }

  @Override
  public Truth load(Stage stage, String form, LoadPlan plan) {
    return Points.begin(stage, serviceForm(form), services(), plan.recordKeys()).load(plan).truth();
  }

  @Override
  public String toString() {
    return name();
  }
}
