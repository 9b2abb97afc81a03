package io.racetrace.servicebase.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FormsTest {
  private final Forms forms = new Forms(List.of("racy", "row-lock"), "racy");

  @Test
  void aUnitOfWorkKeepsItsFormWhenTheSwitchMoves() {
    Forms.UnitOfWork unit = forms.begin(forms.selected());
    forms.select("row-lock");
    assertThat(forms.current()).isEqualTo("racy");

    unit.end();
    assertThat(forms.current()).isEqualTo("row-lock");
  }

  @Test
  void anUnknownFormIsRefusedAndChangesNothing() {
    assertThatThrownBy(() -> forms.select("optimistic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("known are [racy, row-lock]");
    assertThat(forms.selected()).isEqualTo("racy");
  }
}
