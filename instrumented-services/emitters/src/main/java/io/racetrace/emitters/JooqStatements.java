package io.racetrace.emitters;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Statements that jOOQ writes, over JDBC. */
final class JooqStatements implements Emitter {

  private static final Table<Record> ORDERS = table(name("orders"));
  private static final Field<Long> ID = field(name("orders", "id"), Long.class);
  private static final Field<String> CUSTOMER = field(name("orders", "customer"), String.class);
  private static final Field<Long> TOTAL = field(name("orders", "total"), Long.class);

  private final Connection connection;
  private final DSLContext jooq;

  JooqStatements(Stores stores) throws SQLException {
    stores.placeOrders();
    connection = stores.connect();
    jooq = DSL.using(connection, SQLDialect.POSTGRES);
  }

  @Override
  public void tell() {
    jooq.select(TOTAL).from(ORDERS).where(ID.eq(17L)).fetchOne();
    jooq.transaction(
        transaction ->
            transaction.dsl().update(ORDERS).set(TOTAL, 42L).where(ID.eq(17L)).execute());
    jooq.select(TOTAL).from(ORDERS).where(ID.eq(18L)).fetchOne();
    jooq.insertInto(ORDERS, ID, CUSTOMER, TOTAL).values(19L, "cec", 3L).execute();
    jooq.deleteFrom(ORDERS).where(ID.eq(20L)).execute();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
