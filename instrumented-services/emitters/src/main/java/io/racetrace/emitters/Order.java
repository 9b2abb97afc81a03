package io.racetrace.emitters;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.springframework.data.annotation.Id;

/** An order, as an entity of JPA and of Spring Data alike. */
@Entity
@Table(name = "orders")
@org.springframework.data.relational.core.mapping.Table("orders")
class Order {

  @Id @jakarta.persistence.Id long id;

  String customer = "";

  long total;

  static Order of(long id, String customer, long total) {
    Order order = new Order();
    order.id = id;
    order.customer = customer;
    order.total = total;
    return order;
  }
}
