package io.racetrace.cli.contract;

import java.io.IOException;
import java.util.List;

/** Contracts by which nothing can be judged; the message is the first reason. */
public final class ContractFaultException extends IOException {

  private static final long serialVersionUID = 1L;

  ContractFaultException(List<Fault> faults) {
    super(
        faults.get(0)
            + (faults.size() == 1
                ? ""
                : " (and "
                    + (faults.size() - 1)
                    + " more: 'racetrace contract lint' on the same files lists them)"));
  }
}
