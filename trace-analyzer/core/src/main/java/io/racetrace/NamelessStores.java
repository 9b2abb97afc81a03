package io.racetrace;

import io.racetrace.access.RecordType;
import io.racetrace.access.Store;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import java.util.Collection;

/**
 * Doubts what is found between two services whose spans tell neither the server nor the database:
 * each may have a database of its own, with a table of the same name.
 */
final class NamelessStores {

  private static final String ASSUMPTION =
      "no span tells the server or the database (server.address, db.namespace): that both services"
          + " use one and the same is assumed";

  private NamelessStores() {}

  static Finding judged(Finding finding, RecordType type) {
    return finding.services().size() > 1
            && finding.certainty().isAtLeast(Certainty.LIKELY)
            && isNameless(type.store())
        ? finding.assuming(ASSUMPTION)
        : finding;
  }

  /** The same of what is told of a record type as a whole. */
  static Finding judged(Finding finding, Collection<RecordType> types) {
    for (RecordType type : types) {
      if (isNameless(type.store()) && type.id().equals(finding.recordType())) {
        return judged(finding, type);
      }
    }
    return finding;
  }

  private static boolean isNameless(Store store) {
    return store.address().isEmpty()
        && store.database().isEmpty()
        && !store.system().equals(Store.STATED.system());
  }
}
