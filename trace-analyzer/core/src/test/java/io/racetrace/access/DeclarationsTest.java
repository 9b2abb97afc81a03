package io.racetrace.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclarationsTest {

  @Test
  void a_service_and_a_store_are_known_under_the_names_that_are_used() {
    Declarations declarations =
        Declarations.NONE
            .alias("service:orders-green=orders")
            .alias("store:pooler:6432=db:5432")
            .alias("store:replica=db");

    Span span = declarations.known(span("server.address=pooler server.port=6432"));
    assertThat(span.instance().toString()).isEqualTo("orders/ord-1");
    assertThat(DatabaseSpan.store(span).address()).isEqualTo("db");
    assertThat(DatabaseSpan.store(declarations.known(span("server.address=replica"))).address())
        .isEqualTo("db");
    assertThat(DatabaseSpan.store(declarations.known(span("server.address=pooler"))).address())
        .isEqualTo("pooler");
  }

  @ParameterizedTest
  @CsvSource({
    "record:account_v=account,                    postgresql, shop, account_v, account",
    "record:redis/0/price:{}=postgresql/shop/price, redis,    0,    price:{},  price",
    "record:other=account,                        postgresql, shop, account_v, account_v",
  })
  void a_record_type_is_known_under_the_name_that_is_used(
      String alias, String system, String database, String name, String known) {
    RecordType type = new RecordType(new Store(system, "db", database), name);

    assertThat(Declarations.NONE.alias(alias).known(type).name()).isEqualTo(known);
  }

  @Test
  void an_alias_across_stores_joins_both_sides() {
    Declarations declarations =
        Declarations.NONE.alias("record:redis/0/price:{}=postgresql/shop/price");

    assertThat(declarations.known(new RecordType(new Store("redis", "cache", "0"), "price:{}")))
        .isEqualTo(
            declarations.known(new RecordType(new Store("postgresql", "db", "shop"), "price")));
  }

  @ParameterizedTest
  @CsvSource({
    "service:back-fill,      back-fill, POST /orders,     true",
    "service:back-fill,      back-fill2, POST /orders,    false",
    "operation:POST /test/*, orders,    POST /test/reset, true",
    "operation:POST /test/*, orders,    POST /orders,     false",
    "service:test-*,         test-load, GET /,            true",
  })
  void what_is_excluded_is_named_by_service_or_operation(
      String exclusion, String service, String operation, boolean excluded) {
    assertThat(Declarations.NONE.exclude(exclusion).excludes(service, operation))
        .isEqualTo(excluded);
  }

  @ParameterizedTest
  @CsvSource({
    "record:account,                  true",
    "record:shop/account,             true",
    "record:postgresql/shop/account,  true",
    "record:acc*,                     true",
    "record:postgresql/*,             true",
    "record:count,                    false",
    "record:shop,                     false",
    "service:account,                 false",
  })
  void record_types_are_excluded_by_their_name_or_its_end(String exclusion, boolean excluded) {
    Declarations declarations = Declarations.NONE.exclude(exclusion);

    assertThat(
            declarations.excludes(new RecordType(new Store("postgresql", "db", "shop"), "account")))
        .isEqualTo(excluded);
    assertThat(declarations.excludesRecords()).isEqualTo(exclusion.startsWith("record:"));
    assertThat(declarations.excludes("account", "account"))
        .isEqualTo(exclusion.startsWith("service:"));
  }

  @Test
  void owners_are_all_of_the_services_that_are_named() {
    Declarations declarations = Declarations.NONE.owners("orders,billing=postgresql/shop/orders");

    assertThat(declarations.areOwners(Set.of("orders", "billing"), "postgresql/shop/orders"))
        .isTrue();
    assertThat(declarations.areOwners(Set.of("orders", "stock"), "postgresql/shop/orders"))
        .isFalse();
    assertThat(declarations.areOwners(Set.of("orders", "billing"), "postgresql/shop/stock"))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders=o", "service:orders", "service:=o", "service:a=", "table:a=b"})
  void what_is_no_alias_is_refused(String line) {
    assertThatThrownBy(() -> Declarations.NONE.alias(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + line + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "service:", "record:", "trace:1"})
  void what_is_no_exclusion_is_refused(String line) {
    assertThatThrownBy(() -> Declarations.NONE.exclude(line))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders,billing", "orders=t", "orders,billing=", ",a=t", "=t"})
  void what_names_no_owners_is_refused(String line) {
    assertThatThrownBy(() -> Declarations.NONE.owners(line))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Span span(String attributes) {
    return Timeline.parse(
            "record postgresql/shop/account 42\n"
                + "A orders-green/ord-1 request \"POST /\"\n0 A commit with "
                + attributes)
        .spans()
        .get(1);
  }
}
