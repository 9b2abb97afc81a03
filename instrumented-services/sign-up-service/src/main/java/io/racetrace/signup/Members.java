package io.racetrace.signup;

import io.racetrace.servicebase.drill.DrillGate;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The members. Whether two with one e-mail address can be is up to the table: the form
 * unique-constraint has the constraint, the racy form relies on having looked.
 */
@Component
class Members {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final DrillGate gate;

  Members(JdbcClient jdbc, TransactionTemplate transaction, DrillGate gate) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.gate = gate;
  }

  /**
   * Makes a new member.
   *
   * @throws EmailTakenException when there is one with this address
   */
  UUID signUp(String email) {
    try {
      return transaction.execute(status -> lookAndInsert(email));
    } catch (DuplicateKeyException quicker) {
      // Somebody was, between the look and the insert; the answer is as if we had seen them.
      throw new EmailTakenException(email);
    }
  }

  private UUID lookAndInsert(String email) {
    boolean isTaken =
        !jdbc.sql("SELECT id FROM member WHERE email = ?")
            .param(email)
            .query(UUID.class)
            .list()
            .isEmpty();
    if (isTaken) {
      throw new EmailTakenException(email);
    }
    gate.pass(email);
    UUID id = UUID.randomUUID();
    jdbc.sql("INSERT INTO member (id, email) VALUES (?, ?)").params(id, email).update();
    return id;
  }
}
