package io.racetrace.signup;

import io.racetrace.labels.Labels;
import io.racetrace.recordlabels.RecordLabels;
import io.racetrace.servicebase.form.Forms;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What a member is called when people see it. */
@RestController
class LabelController {
  private final Forms forms;

  LabelController(Forms forms) {
    this.forms = forms;
  }

  /** Asks the layer over the shared library; or, in the form that breaks, the library itself. */
  @GetMapping("/labels/{number}")
  String label(@PathVariable long number) {
    return forms.current().equals("direct-import")
        ? RecordLabels.label("member", number)
        : Labels.of("member", number);
  }
}
