package io.racetrace.loyaltyaccount;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Remembers which messages took effect, in the transaction of the effect itself: either both are
 * there or none is. A message that comes again finds its id, and has no second effect.
 */
public final class Inbox {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  public Inbox(JdbcClient jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /**
   * @param messageId the same one on every delivery
   */
  public void once(String messageId, Runnable effect) {
    transaction.executeWithoutResult(
        status -> {
          int fresh =
              jdbc.sql("INSERT INTO inbox (message_id) VALUES (?) ON CONFLICT DO NOTHING")
                  .param(messageId)
                  .update();
          if (fresh == 1) {
            effect.run();
          }
        });
  }
}
