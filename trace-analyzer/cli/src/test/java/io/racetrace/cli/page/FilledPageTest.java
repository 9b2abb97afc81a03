package io.racetrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.detect.Detectors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FilledPageTest {

  private static final PageRecord EXAMPLE = new PageRecord("postgresql/shop/account", "42");

  @Test
  void a_value_is_quoted_for_each_place_where_it_lands() {
    assertThat(
            filled(
                """
                ```sh
                redis-cli GET lock:account:42
                echo "key 42" # 42 stays
                jq -r 'select(.type == "postgresql/shop/account" and .key == "42")' report.json
                psql -c "SELECT * FROM account WHERE id = '42'"
                ```
                ```sql
                SELECT 42501, '42', 'shop' FROM account -- 42
                 WHERE id = 42;
                ```
                ```timeline
                record postgresql/shop/account 42 balance
                ```
                Look at `SELECT id FROM account`; `42 | 500` is what 42 looks like.
                """,
                new PageRecord("postgresql/bank/Main.wallet", "it's \"$HOME\"")))
        .isEqualTo(
            """
            ```sh
            redis-cli GET lock:Main.wallet:'it'\\''s "$HOME"'
            echo "key "'it'\\''s "$HOME"'"" # 42 stays
            jq -r 'select(.type == "postgresql/bank/Main.wallet" and .key == "it'\\''s \\"$HOME\\"")' report.json
            psql -c "SELECT * FROM "'"Main".wallet'" WHERE id = "''\\''it'\\'''\\''s "$HOME"'\\'''""
            ```
            ```sql
            SELECT 42501, 'it''s "$HOME"', 'bank' FROM "Main".wallet -- 42
             WHERE id = 'it''s "$HOME"';
            ```
            ```timeline
            record postgresql/shop/account 42 balance
            ```
            Look at `SELECT id FROM "Main".wallet`; `it's "$HOME" | 500` is what 42 looks like.
            """);
  }

  @Test
  void a_key_is_spelt_as_the_store_spells_it() {
    assertThat(
            FilledPage.of(
                    "`redis-cli TTL quote:EUR`, EUR, `EUROPE EUR`",
                    new PageRecord("redis/shop/quote:{}", "EUR"),
                    new PageRecord("redis/0/forecast:{}:{}", "north,monday"),
                    List.of())
                .text())
        .isEqualTo("`redis-cli TTL forecast:north:monday`, EUR, `EUROPE north,monday`");
    assertThat(
            FilledPage.of(
                    "`SELECT 1 FROM member WHERE email = 'x@example.org'`",
                    new PageRecord("postgresql/shop/member", "email = x@example.org"),
                    new PageRecord("postgresql/shop/member", "email = ada@example.org"),
                    List.of())
                .text())
        .isEqualTo("`SELECT 1 FROM member WHERE email = 'ada@example.org'`");
  }

  @Test
  void what_cant_be_pasted_safely_is_not_put_in_and_that_is_said() {
    for (String key :
        List.of("a\nreboot", "a\0b", "a\u001b[2J", "a\u202eb", "a\u2028b", "\ud800")) {
      FilledPage page =
          FilledPage.of(
              "`redis-cli GET 42`", EXAMPLE, new PageRecord(EXAMPLE.type(), key), List.of());

      assertThat(page.text()).isEqualTo("`redis-cli GET 42`");
      assertThat(page.notes())
          .singleElement()
          .asString()
          .contains("key holds a line break", "name the page's example, 42");
    }
    FilledPage inside =
        FilledPage.of(
            "```sql\nSELECT 'id 42';\n```",
            EXAMPLE,
            new PageRecord(EXAMPLE.type(), "\\"),
            List.of());
    assertThat(inside.text()).contains("'id 42'");
    assertThat(inside.notes()).singleElement().asString().contains("nothing can be put into", "1");
  }

  @Test
  void the_services_that_take_part_are_named_too() {
    assertThat(
            FilledPage.of(
                    "`--jaeger URL --service NAMES` and `racetrace analyze --service NAMES`",
                    EXAMPLE,
                    EXAMPLE,
                    List.of("a", "b;c"))
                .text())
        .isEqualTo("`--jaeger URL --service 'a,b;c'` and `racetrace analyze --service 'a,b;c'`");
  }

  @Test
  void a_value_that_names_another_example_is_put_in_once() {
    assertThat(filled("`redis-cli GET 42`", new PageRecord("postgresql/shop/account", "42-42")))
        .isEqualTo("`redis-cli GET 42-42`");
    assertThat(filled("`redis-cli GET 42`", new PageRecord("postgresql/shop/x", "account")))
        .isEqualTo("`redis-cli GET account`");
  }

  @ParameterizedTest
  @MethodSource("rules")
  void each_page_takes_a_record_in_all_of_its_commands(String rule) throws IOException {
    PageRecord example =
        new PageRecord(
            RulePage.data(rule, "example-type"),
            RulePage.data(rule, "example-key").replace("\"", ""));

    FilledPage page =
        FilledPage.of(
            RulePage.text(rule),
            example,
            new PageRecord(example.type().replaceFirst("/.*", "/depot/pallet:{}"), "key-9"),
            List.of("a", "b"));

    assertThat(page.notes()).isEmpty();
    String commands = page.text().replaceAll("(?s)## Background.*", "");
    assertThat(commands).doesNotContain(example.type(), "NAMES").contains("--service a,b");
    assertThat(FilledPage.of(RulePage.text(rule), example, example, List.of()).text())
        .isEqualTo(RulePage.text(rule));
  }

  static List<String> rules() {
    return Detectors.all().stream().map(detector -> detector.rule().id()).toList();
  }

  private static String filled(String page, PageRecord found) {
    FilledPage filled = FilledPage.of(page, EXAMPLE, found, List.of());
    assertThat(filled.notes()).isEmpty();
    return filled.text();
  }
}
