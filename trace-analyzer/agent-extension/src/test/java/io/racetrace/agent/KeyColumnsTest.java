package io.racetrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyColumnsTest {

  private static final KeyColumns BY_NAME = KeyColumns.of("");

  @Test
  void a_column_that_is_called_like_a_key_is_one() {
    assertThat(BY_NAME.of("owners", Set.of("owner_id"))).containsExactly("owner_id");
    assertThat(BY_NAME.of("shop.categories", Set.of("category_id"))).containsExactly("category_id");
    assertThat(BY_NAME.of("addresses", Set.of("address_id"))).containsExactly("address_id");
    assertThat(BY_NAME.of("line", Set.of("line_id"))).containsExactly("line_id");
    assertThat(BY_NAME.of("line", Set.of("id", "line_id"))).containsExactly("id");
  }

  @Test
  void another_tables_id_is_no_key() {
    assertThat(BY_NAME.of("pets", Set.of("owner_id"))).isEmpty();
    assertThat(BY_NAME.of("orders", Set.of("order_no"))).isEmpty();
  }

  @Test
  void what_the_user_says_goes_first() {
    KeyColumns columns = KeyColumns.of("Orders=order_no; shop.line = pos, order_id;");

    assertThat(columns.of("orders", Set.of("order_no", "id"))).containsExactly("order_no");
    assertThat(columns.of("public.orders", Set.of("order_no"))).containsExactly("order_no");
    assertThat(columns.of("shop.line", Set.of("pos", "order_id", "sku")))
        .containsExactly("order_id", "pos");
    assertThat(columns.of("shop.line", Set.of("pos", "id"))).isEmpty();
    assertThat(columns.of("line", Set.of("id"))).containsExactly("id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "orders=", "=id", "orders=a,,b", "a=b=c"})
  void what_is_not_of_the_form_is_refused(String text) {
    assertThatThrownBy(() -> KeyColumns.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
