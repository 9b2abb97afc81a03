package io.racetrace.access.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoCommandTest {

  /** The Java agent with its sanitiser switched off: the command as the driver sends it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"find": "orders", "filter": {"_id": 17}, "limit": 1, "$db": "shop"} | read orders 17
          {"find": "orders", "filter": {"state": "new"}} | read orders - state=new
          {"find": "orders", "filter": {}} | read orders -
          {"find": "orders", "filter": {"_id": {"$oid": "65f0c0ffee65f0c0ffee65f0"}}} | read orders 65f0c0ffee65f0c0ffee65f0
          {"find": "orders", "filter": {"_id": {"$in": [1, 2]}}} | read orders 1, read orders 2
          {"find": "orders", "filter": {"_id": {"$gt": 5}}} | read orders -
          {"find": "orders", "filter": {"$or": [{"_id": 1}, {"_id": 2}]}} | read orders -
          {"find": "orders", "filter": {"$and": [{"_id": 1}, {"state": "new"}]}} | read orders 1 state=new
          {"find": "orders", "filter": {"_id": {"tenant": 7, "no": "a"}}} | read orders {"tenant":7,"no":"a"}
          {"update": "orders", "ordered": true, "updates": [{"q": {"_id": 17}, "u": {"$set": {"total": 5}}}]} | update orders 17 set total=5
          {"update": "orders", "updates": [{"q": {"_id": "a"}, "u": {"$set": {"total": 5, "state": "new"}}, "upsert": true}]} | update orders a set state=new total=5
          {"update": "orders", "updates": [{"q": {"_id": 17}, "u": {"$inc": {"stock": -1}}}]} | update orders 17 change stock=-1
          {"update": "orders", "updates": [{"q": {"_id": 17, "version": 3}, "u": {"$set": {"a": 1}, "$inc": {"version": 1}}}]} | update orders 17 version=3 set a=1 change version=1
          {"update": "orders", "updates": [{"q": {"_id": 17, "stock": {"$gte": 1}}, "u": {"$inc": {"stock": {"$numberLong": "-1"}}}}]} | update orders 17 stock? change stock=-1
          {"update": "orders", "updates": [{"q": {"_id": 17}, "u": {"_id": 17, "total": 5}}]} | update orders 17 set total=5
          {"update": "orders", "updates": [{"q": {"_id": 17}, "u": {"$push": {"lines": {"no": 1}}}}]} | update orders 17 change lines=
          {"update": "orders", "updates": [{"q": {"_id": 17}, "u": {"$set": {"lines.0.no": 1}}}]} | update orders 17 change lines.{}.no=
          {"update": "orders", "updates": [{"q": {"_id": 17}, "u": [{"$set": {"a": "$b"}}]}]} | update orders 17 computed
          {"update": "orders", "updates": [{"q": {"_id": 1}, "u": {"$setOnInsert": {"a": 1}}, "upsert": true}]} | insert_if_absent orders 1 set a=1
          {"update": "orders", "updates": [{"q": {"_id": 1}, "u": {"$set": {"a": 1}}}, {"q": {"_id": 2}, "u": {"$set": {"a": 1}}}]} | update orders 1 set a=1, update orders 2 set a=1
          {"update": "orders", "updates": [{"q": {"state": "new"}, "u": {"$set": {"a": 1}}, "multi": true}]} | update orders - state=new set a=1
          {"delete": "orders", "deletes": [{"q": {"_id": 17}, "limit": 1}]} | delete orders 17
          {"insert": "orders", "documents": [{"_id": 17, "total": 5}]} | insert orders 17 set total=5
          {"insert": "orders", "documents": [{"total": 5}]} | insert orders - set total=5
          {"findAndModify": "orders", "query": {"_id": 17}, "update": {"$inc": {"n": 1}}, "new": true} | update orders 17 change n=1
          {"findAndModify": "orders", "query": {"_id": 17}, "remove": true} | delete orders 17
          {"aggregate": "orders", "pipeline": [{"$match": {"_id": 17}}]} | read orders 17
          {"aggregate": "orders", "pipeline": [{"$group": {}}, {"$out": "totals"}]} | update orders ?
          {"bulkWrite": 1, "ops": [{"update": 0, "filter": {"_id": 1}, "updateMods": {"$set": {"a": 1}}}, {"delete": 1, "filter": {"_id": 2}}], "nsInfo": [{"ns": "shop.orders"}, {"ns": "shop.carts"}]} | update orders 1 set a=1, delete carts 2
          {"ping": 1} |
          {"commitTransaction": 1} |
          {"createIndexes": "orders", "indexes": []} |
          """)
  void a_whole_command_is_read(String text, String expected) {
    assertThat(effects(text, "")).isEqualTo(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          update [{'q': {'_id': 42}, 'u': {'$set': {'paid': True, 'by': None}}}] | update | update - 42 set by=None paid=True
          update [{'q': {'_id': ObjectId('65f0c0ffee65f0c0ffee65f0')}, 'u': {'$inc': {'n': 1}}}] | update | update - 65f0c0ffee65f0c0ffee65f0 change n=1
          delete [{'q': {'_id': 42}, 'limit': 1}] | delete | delete - 42
          insert [{'_id': 42, 'a': datetime.datetime(2026, 1, 1)}] | insert | insert - 42 set a=
          {"q":{"_id":"17a"},"u":{"$set":{"total":5}},"upsert":false} | update | update - "17a" set total=5
          {"_id":42,"total":5} | insert | insert - 42 set total=5
          {"_id":42} | find | read - 42
          """)
  void the_statements_alone_are_read_by_the_name_of_the_command(
      String text, String operation, String expected) {
    assertThat(effects(text, operation)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"update": "orders", "updates": "?"} | update orders ?
          {"update": "orders", "updates": ["?"]} | update orders ?
          {"update": "orders", "ordered": "?", "updates": [{"q": {"_id": "?"}, "u": {"$set": {"total": "?"}}}]} | update orders ? set total=
          {"update": "orders", "updates": [{"q": {"_id": {"$oid": "?"}}, "u": "?"}]} | update orders ?
          {"update": "orders", "updates": [{"q": {"_id": 17}, "u": "?"}]} | update orders ?
          {"delete": "orders", "deletes": "?"} | delete orders ?
          {"findAndModify": "orders", "query": {"_id": "?"}, "update": {"$inc": {"n": "?"}}} | update orders ? change n=
          {"find": "orders", "filter": {"_id": "?"}} | read orders ?
          {"update": "orders", "updates": [{"q": {"_id": 17}, "u": {"$s | update - ?
          update | update - ?
          """)
  void a_key_that_is_hidden_or_cut_off_stays_unknown(String text, String expected) {
    assertThat(effects(text, "update".equals(text) || !text.endsWith("}") ? "update" : ""))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          42 | "42"
          true | "true"
          {"$oid": "65f0c0ffee65f0c0ffee65f0"} | "65f0c0ffee65f0c0ffee65f0"
          {"a": 1} | {"a": "1"}
          {"a": 1, "b": 2} | {"b": 2, "a": 1}
          """)
  void keys_that_the_store_tells_apart_are_told_apart(String one, String other) {
    assertThat(key(one)).isNotNull().isNotEqualTo(key(other));
  }

  @Property
  void no_text_makes_it_fail(@ForAll("texts") String text, @ForAll("names") String name) {
    for (DocumentEffect effect : MongoCommand.parse(text, name)) {
      assertThat(effect.kind()).isNotNull();
    }
  }

  @Property
  void no_key_ever_comes_out_of_a_text_that_hides_all(@ForAll("names") String name) {
    String masked =
        "{\""
            + name
            + "\": \"orders\", \"filter\": {\"_id\": \"?\"}, \"query\": {\"_id\": \"?\"},"
            + " \"updates\": [{\"q\": {\"_id\": {\"$in\": [\"?\", \"?\"]}}, \"u\": \"?\"}],"
            + " \"deletes\": [{\"q\": {\"_id\": {\"$oid\": \"?\"}}}],"
            + " \"documents\": [{\"_id\": \"?\"}], \"update\": \"?\"}";
    for (String operation : List.of("", name)) {
      assertThat(MongoCommand.parse(masked, operation)).allMatch(effect -> effect.key() == null);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> piece =
        Arbitraries.oneOf(
            Arbitraries.of(
                "{", "}", "[", "]", ":", ",", "\"", "'", "\\", "(", ")", "?", "$", "\\u12"),
            Arbitraries.of(
                "\"_id\"", "\"q\"", "\"u\"", "\"$set\"", "\"updates\"", "\"update\"", "17"),
            Arbitraries.of("{\"q\":{\"_id\":1}}", "{\"$set\":{\"a\":1}}", "ObjectId('a')", "null"),
            Arbitraries.strings().ofMaxLength(3));
    return piece.list().ofMaxSize(12).map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(
        "find", "update", "insert", "delete", "findAndModify", "bulkWrite", "aggregate", "count");
  }

  private static @Nullable String key(String id) {
    return MongoCommand.parse("{\"find\": \"c\", \"filter\": {\"_id\": " + id + "}}", "")
        .get(0)
        .key();
  }

  private static String effects(String text, String operation) {
    List<String> shown = new ArrayList<>();
    for (DocumentEffect effect : MongoCommand.parse(text, operation)) {
      StringBuilder one = new StringBuilder(effect.kind().name().toLowerCase(Locale.ROOT));
      one.append(' ').append(effect.collection() == null ? "-" : effect.collection());
      one.append(' ').append(effect.key() != null ? effect.key() : effect.masked() ? "?" : "-");
      effect
          .equal()
          .forEach((field, value) -> one.append(' ').append(field).append('=').append(value));
      new TreeSet<>(effect.compared()).forEach(field -> one.append(' ').append(field).append('?'));
      show("set", effect.set(), one);
      show("change", effect.changed(), one);
      one.append(effect.computed() ? " computed" : "");
      shown.add(one.toString());
    }
    return String.join(", ", shown);
  }

  private static void show(String word, Map<String, String> fields, StringBuilder to) {
    if (!fields.isEmpty()) {
      to.append(' ').append(word);
      new TreeSet<>(fields.keySet())
          .forEach(field -> to.append(' ').append(field).append('=').append(fields.get(field)));
    }
  }
}
