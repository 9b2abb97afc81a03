package io.racetrace.access.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaReaderTest {

  private final SchemaReader reader = new SchemaReader();

  @Test
  void constraints_and_indexes_that_let_no_second_row_in_are_told_beside_the_key() {
    String dump =
        """
        create table users (id int primary key, email text unique, tenant_id int, nick text);
        create unique index by_nick on users using btree (tenant_id, nick desc);
        create unique index concurrently if not exists partial on users (nick) where active;
        create unique index lowered on users (lower(nick));
        create index plain on users (nick);
        create unique index gone on users (nick);
        drop index if exists public.gone;
        """;
    reader.read(dump, SqlDialect.POSTGRESQL);
    assertThat(reader.uniques().get("users"))
        .extracting(Object::toString)
        .containsExactlyInAnyOrder("[email]", "[nick, tenant_id]");
    assertThat(reader.keys().get("users")).containsExactly("id");
  }

  @Test
  void of_a_table_that_two_texts_define_only_common_constraints_count() {
    reader.read(
        "create table users (id int primary key, email text unique, nick text unique)",
        SqlDialect.POSTGRESQL);
    reader.read(
        "create table users (id int primary key, email text unique)", SqlDialect.POSTGRESQL);
    assertThat(reader.uniques().get("users"))
        .extracting(Object::toString)
        .containsExactly("[email]");
  }

  @Test
  void reads_a_dump_of_postgresql() {
    String dump =
        """
        --
        -- PostgreSQL database dump
        --
        \\restrict Zq3
        SET statement_timeout = 0;
        SELECT pg_catalog.set_config('search_path', '', false);

        CREATE FUNCTION public.touch() RETURNS trigger
            LANGUAGE plpgsql
            AS $$ begin new.note := 'it''s; create table fake (id int primary key);'; end $$;

        CREATE TABLE public.order_line (
            order_id bigint NOT NULL,
            line_no integer NOT NULL,
            "Note" text DEFAULT 'primary key'::text,
            CONSTRAINT positive CHECK ((line_no > 0))
        );
        ALTER TABLE public.order_line OWNER TO shop;
        CREATE TABLE public.users (
            id bigint NOT NULL,
            email character varying(255) NOT NULL
        );
        CREATE TABLE public.measure (at date NOT NULL, id int NOT NULL) PARTITION BY RANGE (at);
        CREATE TABLE public.measure_2026 PARTITION OF public.measure
            FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE TABLE public.audit (what text);

        COPY public.users (id, email) FROM stdin;
        1\tO'Brien;"
        2\tcreate table lie (id int primary key);
        \\.

        ALTER TABLE ONLY public.order_line
            ADD CONSTRAINT order_line_pkey PRIMARY KEY (order_id, line_no);
        ALTER TABLE ONLY public.users
            ADD CONSTRAINT users_email_key UNIQUE (email);
        ALTER TABLE ONLY public.users
            ADD CONSTRAINT users_pkey PRIMARY KEY (id);
        ALTER TABLE ONLY public.measure ADD CONSTRAINT measure_pkey PRIMARY KEY (at, id);
        CREATE UNIQUE INDEX audit_what ON public.audit USING btree (what);
        ALTER TABLE ONLY public.order_line
            ADD CONSTRAINT fk FOREIGN KEY (order_id) REFERENCES public.orders(id);
        """;

    assertThat(SchemaReader.guess(dump)).isEqualTo(SqlDialect.POSTGRESQL);
    assertThat(keys(dump))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "public.order_line", "line_no order_id",
                "public.users", "id",
                "public.measure", "at id",
                "public.measure_2026", "",
                "public.audit", ""));
  }

  @Test
  void reads_a_dump_of_mysql() {
    String dump =
        """
        -- MySQL dump 10.13  Distrib 8.4.0, for Linux (x86_64)
        /*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
        DROP TABLE IF EXISTS `Orders`;
        /*!50503 SET character_set_client = utf8mb4 */;
        CREATE TABLE `Orders` (
          `Id` bigint unsigned NOT NULL AUTO_INCREMENT,
          `key` varchar(20) DEFAULT NULL COMMENT 'it\\'s; (odd',
          `state` enum('a','b;') NOT NULL,
          PRIMARY KEY (`Id`) USING BTREE,
          UNIQUE KEY `uk` (`key`),
          KEY `ix_state` (`state`),
          CONSTRAINT `fk` FOREIGN KEY (`key`) REFERENCES `keys` (`k`) ON DELETE SET NULL
        ) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4
        /*!50100 PARTITION BY HASH (`Id`) PARTITIONS 4 */;
        INSERT INTO `Orders` VALUES (1,'create table x (id int primary key);','a');
        CREATE TABLE seat (row_no int not null, place varchar(300) not null,
          primary key (row_no, place(20)));
        create table if not exists counter (name varchar(20) key, n int);
        create table voucher (code char(8) not null, unique key (code));
        CREATE TABLE orders_old LIKE `Orders`;
        DELIMITER $$
        CREATE PROCEDURE p() BEGIN CREATE TABLE tmp (id int primary key); END $$
        DELIMITER ;
        """;

    assertThat(SchemaReader.guess(dump)).isEqualTo(SqlDialect.MYSQL);
    assertThat(keys(dump))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "orders", "id",
                "seat", "place row_no",
                "counter", "name",
                "voucher", "code",
                "orders_old", "id"));
  }

  @Test
  void reads_a_script_of_sql_server() {
    String script =
        """
        USE [shop]
        GO
        SET ANSI_NULLS ON
        GO
        CREATE TABLE [dbo].[OrderLine](
        \t[OrderId] [int] NOT NULL,
        \t[LineNo] [int] IDENTITY(1,1) NOT NULL,
        \t[Note] [nvarchar](max) NULL,
         CONSTRAINT [PK_OrderLine] PRIMARY KEY CLUSTERED
        (
        \t[OrderId] ASC,
        \t[LineNo] DESC
        )WITH (PAD_INDEX = OFF, IGNORE_DUP_KEY = OFF) ON [PRIMARY]
        ) ON [PRIMARY]
        GO
        IF NOT EXISTS (SELECT 1 FROM sys.tables WHERE name = 'Users')
        CREATE TABLE dbo.Users (Id int NOT NULL, Name nvarchar(50))
        ALTER TABLE dbo.Users WITH CHECK ADD CONSTRAINT PK_Users PRIMARY KEY NONCLUSTERED (Id)
        GO
        CREATE TABLE #basket (id int PRIMARY KEY)
        GO
        GRANT ALTER, CREATE TABLE TO [app]
        GO
        CREATE PROCEDURE dbo.p AS CREATE TABLE inner_one (id int PRIMARY KEY)
        GO
        """;

    assertThat(SchemaReader.guess(script)).isEqualTo(SqlDialect.SQLSERVER);
    assertThat(keys(script))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("dbo.orderline", "lineno orderid", "dbo.users", "id", "#basket", "id"));
  }

  @Test
  void reads_a_script_of_oracle() {
    String script =
        """
        CREATE TABLE "SHOP"."ORDERS"
           ( "ID" NUMBER(19,0) NOT NULL ENABLE,
             "NAME" VARCHAR2(50 CHAR) DEFAULT 'x',
             CONSTRAINT "ORDERS_PK" PRIMARY KEY ("ID") USING INDEX PCTFREE 10 ENABLE
           ) SEGMENT CREATION IMMEDIATE
        /
        create global temporary table basket (sid number, item number) on commit delete rows
        /
        alter table basket add (constraint basket_pk primary key (sid, item));
        create table loose (id number primary key disable);
        create or replace trigger t before insert on orders begin null; end;
        /
        """;

    assertThat(SchemaReader.guess(script)).isEqualTo(SqlDialect.ORACLE);
    assertThat(keys(script))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("shop.orders", "id", "basket", "item sid", "loose", ""));
  }

  @Test
  void reads_a_script_of_sqlite() {
    assertThat(
            keys(
                """
                PRAGMA foreign_keys=OFF;
                CREATE TABLE IF NOT EXISTS "orders" (id INTEGER PRIMARY KEY AUTOINCREMENT, [n] TEXT);
                CREATE TABLE tag(a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY(a,b)) WITHOUT ROWID;
                """))
        .isEqualTo(Map.of("orders", "id", "tag", "a b"));
  }

  @Test
  void reads_a_script_of_h2() {
    assertThat(
            keys(
                """
                CREATE CACHED TABLE "PUBLIC"."ORDERS"(
                    "ID" BIGINT GENERATED BY DEFAULT AS IDENTITY NOT NULL,
                    "Name" CHARACTER VARYING(50)
                );
                ALTER TABLE "PUBLIC"."ORDERS" ADD CONSTRAINT "PUBLIC"."CONSTRAINT_8" PRIMARY KEY("ID");
                """))
        .isEqualTo(Map.of("public.orders", "id"));
  }

  @Test
  void quoted_names_keep_their_case_where_the_dialect_keeps_it() {
    String sql = "create table \"Shop\".\"Orders\" (\"Id\" uuid primary key, \"N\" jsonb)";

    assertThat(keys(sql)).isEqualTo(Map.of("Shop.Orders", "Id"));
    reader.read("create table \"T\" (\"ID\" int primary key)", SqlDialect.POSTGRESQL);
    assertThat(reader.keys()).containsOnlyKeys("T", "Shop.Orders");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "create table t (a int not null, b int, unique (a)) | a",
        "create table t (a int not null unique) | a",
        "create table t (a int unique) | none",
        "create table t (a int not null unique, b int not null unique) | none",
        "create table t (a int not null, b int not null, unique (a), unique (a, b)) | none",
        "create table t (a int not null, b int not null, constraint u unique (a, b)) | a b",
        "create table t (a int not null unique, b int primary key) | b",
        "create table t (a int, unique (lower(a))) | none",
        "create table t (key int primary key, index int) | key",
        "create table t (key varchar(10) primary key) | key",
        "create table t (a int, b int default (select 1), primary key (b)) | b",
        "create table t (a int primary key not enforced) | none",
        "create table t as select * from x | none",
        "create unlogged table t (a int /* , primary key (a) */, b int) -- primary key | none",
        "create table t (c text primary key, d int references u (primary_key)) | c",
      })
  void a_key_is_what_the_store_holds_rows_to(String sql, String key) {
    assertThat(keys(sql)).isEqualTo(Map.of("t", key.equals("none") ? "" : key));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "alter table t drop constraint t_pkey | none",
        "alter table t drop constraint if exists t_pkey cascade, add primary key (a, b) | a b",
        "alter table t drop primary key, add primary key (b) | b",
        "alter table s.t add constraint x primary key (b) | b",
        "alter table t rename column a to c | c",
        "alter table t rename a to c | c",
        "alter table t rename constraint t_pkey to k; alter table t drop constraint k | none",
        "alter table t change a c bigint not null | c",
        "alter table t drop column a | none",
        "alter table t drop column b | a",
        "alter table t add column c int, add constraint c check (c > 0) | a",
        "alter table t alter column b set not null, alter a type bigint | a",
        "alter table t add constraint u unique (b) | a",
        "alter table t owner to x; alter table t enable row level security | a",
      })
  void later_statements_change_keys(String change, String key) {
    reader.read("create table t (a int primary key, b int);", SqlDialect.OTHER);

    assertThat(reader.read(change, SqlDialect.OTHER)).isEmpty();
    assertThat(keys()).isEqualTo(Map.of("t", key.equals("none") ? "" : key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table s.t rename to u",
        "rename table s.t to u",
        "rename table s.t to s.u",
        "alter table t rename to s.u"
      })
  void renamed_tables_keep_their_keys(String change) {
    reader.read("create table s.t (a int primary key)", SqlDialect.OTHER);

    reader.read(change, SqlDialect.OTHER);

    assertThat(keys()).isEqualTo(Map.of("s.u", "a"));
  }

  @Test
  void moved_tables_keep_their_keys() {
    reader.read("create table t (a int primary key)", SqlDialect.OTHER);
    reader.read("alter table t set schema s; drop table if exists u, v", SqlDialect.OTHER);

    assertThat(keys()).isEqualTo(Map.of("s.t", "a"));
  }

  @Test
  void tables_that_are_gone_are_gone() {
    reader.read("create table a (id int primary key); create table b (x int)", SqlDialect.OTHER);
    reader.read("drop table a cascade", SqlDialect.OTHER);

    assertThat(keys()).isEqualTo(Map.of("b", ""));
  }

  @Test
  void two_databases_that_disagree_about_a_table_leave_it_without_a_key() {
    String first = "drop table if exists users; create table users (id int primary key);";
    String second =
        "drop table if exists users; create table users (id int, tenant int,"
            + " primary key (tenant, id));";

    assertThat(keys(first)).isEqualTo(Map.of("users", "id"));
    assertThat(keys(first)).isEqualTo(Map.of("users", "id"));
    assertThat(keys(second)).isEqualTo(Map.of("users", ""));
  }

  @Test
  void a_migration_may_make_a_table_anew() {
    keys("create table users (id int primary key)");

    assertThat(keys("drop table users; create table users (name text primary key)"))
        .isEqualTo(Map.of("users", "name"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-- migrate:down", "-- +goose Down", "-- +migrate Down", "-- //@UNDO"})
  void what_undoes_a_migration_is_not_read(String down) {
    String sql = "-- migrate:up\ncreate table a (id int primary key);\n" + down + "\ndrop table a;";

    assertThat(keys(sql)).isEqualTo(Map.of("a", "id"));
  }

  @Test
  void what_is_not_understood_is_passed_over_and_named_by_its_line() {
    String sql =
        """
        -- a comment
        create table a (id int primary key);

        create table (id int);
        create table b (id int primary key);
        alter table b add constraint k primary key using index i;
        create index i on a (id); select 1; create view v as select 'create table x';
        """;

    assertThat(reader.read(sql, SqlDialect.OTHER)).containsExactly(4, 6);
    assertThat(keys()).isEqualTo(Map.of("a", "id", "b", "id"));
  }

  @Test
  void a_text_that_breaks_off_is_read_on_at_the_next_definition() {
    String sql =
        """
        create table a (id int primary key);
        comment on table a is 'it's';
        create table b (id int primary key);
        """;

    assertThat(reader.read(sql, SqlDialect.OTHER)).containsExactly(2);
    assertThat(keys()).isEqualTo(Map.of("a", "id", "b", "id"));
  }

  @Property(tries = 300)
  void never_fails(@ForAll("scripts") String text) {
    for (SqlDialect dialect : SqlDialect.values()) {
      SchemaReader any = new SchemaReader();
      any.read(text, dialect);
      assertThat(any.read(text, SchemaReader.guess(text)))
          .allSatisfy(line -> assertThat(line).isBetween(1, 1 + (int) text.lines().count()));
      assertThat(any.keys()).hasSize(any.tables());
    }
  }

  @Provide
  Arbitrary<String> scripts() {
    Arbitrary<String> words =
        Arbitraries.of(
            "create",
            "table",
            "alter",
            "drop",
            "rename",
            "to",
            "add",
            "constraint",
            "primary",
            "key",
            "unique",
            "(",
            ")",
            ",",
            ";",
            "a",
            "b",
            "\"A\"",
            "`c`",
            "[d]",
            "'",
            "\"",
            "\n",
            "like",
            "partition",
            "of",
            "exec",
            "sp_rename",
            "'x'",
            "not",
            "null",
            "column",
            "change",
            "modify",
            "set",
            "schema",
            ".",
            "*",
            "if",
            "exists",
            "go",
            "/*",
            "--",
            "$$");
    return Arbitraries.oneOf(
        words.list().ofMaxSize(40).map(list -> String.join(" ", list)),
        Arbitraries.strings().ofMaxLength(80));
  }

  private Map<String, String> keys(String sql) {
    assertThat(reader.read(sql, SchemaReader.guess(sql))).isEqualTo(List.of());
    return keys();
  }

  private Map<String, String> keys() {
    return reader.keys().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> joined(entry.getValue())));
  }

  private static String joined(SortedSet<String> columns) {
    return String.join(" ", columns);
  }
}
