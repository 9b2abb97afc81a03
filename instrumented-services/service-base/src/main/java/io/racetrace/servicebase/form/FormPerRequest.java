package io.racetrace.servicebase.form;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** Makes each request a unit of work in the form that is selected when it arrives. */
public final class FormPerRequest implements Filter {
  private final Forms forms;

  public FormPerRequest(Forms forms) {
    this.forms = forms;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Forms.UnitOfWork unit = forms.begin(forms.selected());
    try {
      chain.doFilter(request, response);
    } finally {
      unit.end();
    }
  }
}
