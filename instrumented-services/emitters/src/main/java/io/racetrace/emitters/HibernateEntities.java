package io.racetrace.emitters;

import java.sql.SQLException;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Entities of Hibernate. To delete order 20 it is read first. */
final class HibernateEntities implements Emitter {

  private final SessionFactory sessions;

  HibernateEntities(Stores stores) throws SQLException {
    stores.placeOrders();
    sessions =
        new Configuration()
            .addAnnotatedClass(Order.class)
            .setProperty("hibernate.connection.url", stores.jdbcUrl())
            .setProperty("hibernate.connection.username", Stores.USER)
            .setProperty("hibernate.connection.password", Stores.PASSWORD)
            .setProperty("hibernate.connection.pool_size", "1")
            .buildSessionFactory();
  }

  @Override
  public void tell() {
    sessions.inTransaction(session -> session.find(Order.class, 17L).total = 42);
    sessions.inSession(session -> session.find(Order.class, 18L));
    sessions.inTransaction(session -> session.persist(Order.of(19, "cec", 3)));
    sessions.inTransaction(session -> session.remove(session.find(Order.class, 20L)));
  }

  @Override
  public void close() {
    sessions.close();
  }
}
