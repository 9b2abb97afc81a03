package io.racetrace.access.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisCommandTest {

  /** As the OpenTelemetry Java agent writes them: keys stay, values are question marks. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET order:17                             | read order:17
          MGET order:17 order:18                   | read order:17, read order:18
          SET order:17 ?                           | set order:17
          SET order:17 ? ? ?                       | fill order:17
          SET order:17 ? ?                         | set ?
          SET order:17 ? ? ? ?                     | set ?
          SETEX order:17 ? ?                       | fill order:17
          PSETEX order:17 ? ?                      | fill order:17
          SETNX order:17 ?                         | insert order:17
          GETSET order:17 ?                        | set order:17
          GETDEL order:17                          | read order:17, delete order:17
          GETEX order:17 EX 10                     | read order:17
          APPEND log:17 ?                          | add log:17
          INCR hits:17                             | add hits:17 by 1
          DECR stock:17                            | add stock:17 by -1
          INCRBY hits:17 5                         | add hits:17 by 5
          DECRBY stock:17 5                        | add stock:17 by -5
          INCRBY hits:17 ?                         | add hits:17
          INCRBYFLOAT sum:17 0.5                   | add sum:17 by 0.5
          MSET a:1 ? b:2 ?                         | set a:1, set b:2
          MSETNX a:1 ? b:2 ?                       | insert a:1, insert b:2
          HSET order:18 total ?                    | set order:18 [total]
          HMSET myhash field1 ? field2 ?           | set myhash [field1 field2]
          HSETNX order:18 total ?                  | insert order:18 [total]
          HINCRBY order:18 total 3                 | add order:18 [total] by 3
          HINCRBYFLOAT order:18 total 0.25         | add order:18 [total] by 0.25
          HGET order:18 total                      | read order:18 [total]
          HGETALL order:18                         | read order:18
          HDEL order:18 total state                | set order:18 [total state]
          LPUSH queue:1 ? ?                        | add queue:1
          RPOPLPUSH queue:1 queue:2                | add queue:1, add queue:2
          BLPOP queue:1 queue:2 5                  | add queue:1, add queue:2
          LRANGE queue:1 0 -1                      | read queue:1
          SADD tags:1 ? ?                          | add tags:1
          SMOVE tags:1 tags:2 ?                    | add tags:1, add tags:2
          SUNIONSTORE tags:0 tags:1 tags:2         | set tags:0, read tags:1, read tags:2
          ZADD board:1 ? ?                         | add board:1
          ZUNIONSTORE out 2 board:1 board:2        | set out, read board:1, read board:2
          ZRANGESTORE out board:1 0 9              | set out, read board:1
          BITOP AND out a b                        | set out, read a, read b
          SETBIT days:1 7 ?                        | add days:1
          PFADD visits:1 ?                         | add visits:1
          PFMERGE visits:0 visits:1                | add visits:0, read visits:1
          DEL order:17 order:18                    | delete order:17, delete order:18
          UNLINK order:17                          | delete order:17
          RENAME order:17 order:18                 | delete order:17, set order:18
          COPY order:17 order:18 REPLACE           | read order:17, set order:18
          COPY order:17 order:18 DB 1              | read order:17, set ?
          SORT tags:1 STORE out                    | read tags:1, set out
          EVAL <script> 1 order:19 ?               | script order:19
          EVAL <script> 2 a:1 b:2 ? ?              | script a:1, script b:2
          EVAL <script> 0                          | script ?
          EVALSHA 0123456789abcdef 1 order:19 ?    | script order:19
          FCALL pay 1 order:19 ?                   | script order:19
          EVAL_RO <script> 1 order:19              | read order:19
          JSON.SET doc:1 $ {}                      | set doc:1
          JSON.SET doc:1 $.total 5                 | set doc:1 [$.total]
          JSON.DEL doc:1                           | delete doc:1
          JSON.DEL doc:1 $.total                   | set doc:1 [$.total]
          JSON.NUMINCRBY doc:1 $.total 5           | add doc:1 [$.total] by 5
          JSON.MSET doc:1 $ 1 doc:2 $ 2            | set doc:1, set doc:2
          GEOSEARCHSTORE out geo:1 FROMMEMBER x BYRADIUS 1 km | set out, read geo:1
          """)
  void what_the_agent_writes_is_read(String text, String expected) {
    assertThat(effects(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          set order:17 paid                         | set order:17 =paid
          set order:17 paid ex 60                   | fill order:17 =paid
          SET order:17 paid NX                      | insert order:17 =paid
          SET order:17 paid XX KEEPTTL              | set order:17 =paid
          SET order:17 paid EXAT 1900000000 GET     | fill order:17 =paid
          SET order:17 paid IFEQ new                | script order:17 =paid
          SET "order 17" "it is paid"               | set order 17 =it is paid
          SET 'order:17' 'paid'                     | set order:17 =paid
          SET order:17 {"state": "paid", "by": 3}   | set order:17
          SET order:17 {"state": "paid"} NX EX 10   | set ?
          SET my order ?                            | set ?
          SET my order paid                         | set ?
          INCR my counter                           | add ?
          HSET my order total ?                     | set ?
          HSET my best order total ?                | set ?
          LPUSH my list ? ?                         | add ?
          mset a 1 b 2                              | set a, set b
          hset order:18 total 5                     | set order:18 [total] =5
          hset order:18 total 5 state paid          | set order:18 [total state]
          """)
  void values_are_read_where_they_stand_and_keys_only_where_they_are_whole(
      String text, String expected) {
    assertThat(effects(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SET order:17 [1 other arguments]          | set order:17
          SET order:17 [3 other arguments]          | fill order:17
          SET order:17 [4 other arguments]          | set ?
          HSET order:18 total [1 other arguments]   | set order:18 [total]
          HSET order:18 total [3 other arguments]   | set order:18 [total]
          LPUSH queue:1 [2 other arguments]         | add queue:1
          INCR hits:17                              | add hits:17 by 1
          JSON.SET [3 other arguments]              | set ?
          """)
  void what_node_writes_is_read(String text, String expected) {
    assertThat(effects(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SET ? ?              | set ?
          GET ?                | read ?
          HSET ? ? ?           | set ?
          DEL ? ?              | delete ?, delete ?
          SET                  | set ?
          SET order:17         | set ?
          INCR                 | add ?
          HSET order:18        | set ?
          INCRBY order:18      | add order:18
          GET order:?          | read ?
          SET user:***:cart 1  | set ?
          SET <redacted> ?     | set ?
          SET [REDACTED] ?     | set ?
          EVAL <script> ? ? ?  | script ?
          FROBNICATE order:17  | set ?
          """)
  void a_key_that_is_hidden_stays_unknown(String text, String expected) {
    assertThat(effects(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "MULTI",
    "EXEC",
    "WATCH order:17",
    "PUBLISH news hello",
    "XADD orders * total 5",
    "SCAN 0",
    "PING",
    "CONFIG SET maxmemory 1",
    "CLIENT SETINFO LIB-NAME lettuce",
    "EXPIRE order:17 60",
    "PERSIST order:17",
    "SELECT 1",
    "FT.SEARCH idx hello",
    "XREADGROUP GROUP g c STREAMS orders >"
  })
  void what_touches_no_record_has_no_effect(String text) {
    assertThat(RedisCommand.parse(text).effects()).isEmpty();
    assertThat(RedisCommand.parse(text).known()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          SET lock:1 abc NX PX 30000   | ACQUIRE lock:1 abc 30000
          SET lock:1 abc EX 30 NX      | ACQUIRE lock:1 abc 30000
          SET lock:1 abc NX            | ACQUIRE lock:1 abc never
          SETNX lock:1 abc             | ACQUIRE lock:1 abc never
          SETNX lock:1 ?               | ACQUIRE lock:1 null never
          SET lock:1 ? ? ? ?           | MAYBE_ACQUIRE lock:1 null null
          SET lock:1 abc XX PX 100     | RENEW lock:1 abc 100
          EXPIRE lock:1 30             | RENEW lock:1 null 30000
          PEXPIRE lock:1 30            | RENEW lock:1 null 30
          DEL lock:1                   | RELEASE lock:1 null never
          GET lock:1                   | LOOK lock:1 null never
          EVAL <script> 1 lock:1 ? ?   | SCRIPT lock:1 null never
          EVAL aWYgcmVkaXMuY2FsbCgnZ2V0JywgS0VZU1sxXSkgPT0gQVJHVlsxXSB0aGVuIHJldHVybiByZWRpcy5jYWxsKCdkZWwnLCBLRVlTWzFdKSBlbmQgcmV0dXJuIDA= 1 lock:1 ? | CHECKED_RELEASE lock:1 null never
          EVAL <script> 2 my redisson_lock__channel:{my} ? ? ? | CHECKED_RELEASE my null never
          EVAL "if redis.call('get',KEYS[1]) == ARGV[1] then return redis.call('del',KEYS[1]) else return 0 end" 1 lock:1 abc | CHECKED_RELEASE lock:1 abc never
          EVAL if redis.call('get',KEYS[1]) == ARGV[1] then return redis.call('del',KEYS[1]) else return 0 end 1 lock:1 abc | CHECKED_RELEASE lock:1 abc never
          EVAL "if (redis.call('exists', KEYS[1]) == 0) then redis.call('hincrby', KEYS[1], ARGV[2], 1); redis.call('pexpire', KEYS[1], ARGV[1]); return nil; end;" 1 my 30000 uuid:1 | ACQUIRE my uuid:1 30000
          EVAL "if (redis.call('hexists', KEYS[1], ARGV[2]) == 1) then redis.call('pexpire', KEYS[1], ARGV[1]); return 1; end;" 1 my 30000 uuid:1 | RENEW my uuid:1 30000
          """)
  void the_steps_of_locks_are_told(String text, String expected) {
    List<String> steps = new ArrayList<>();
    for (RedisLock lock : RedisCommand.parse(text).locks()) {
      String ttl = lock.ttl() ? "" + lock.ttlMillis() : "never";
      steps.add(lock.step() + " " + lock.key() + " " + lock.token() + " " + ttl);
    }
    assertThat(String.join(", ", steps)).isEqualTo(expected);
  }

  @Test
  void a_text_that_was_cut_gives_only_whole_keys() {
    StringBuilder text = new StringBuilder("DEL");
    while (text.length() < 32 * 1024) {
      text.append(" order:").append(text.length());
    }
    text.setLength(32 * 1024);
    RedisCommand command = RedisCommand.parse(text.toString());
    assertThat(command.effects()).anyMatch(effect -> effect.key() == null);
    String last = text.substring(text.lastIndexOf(" ") + 1);
    assertThat(command.effects()).extracting(RedisEffect::key).doesNotContain(last);
    assertThat(effects("DEL order:17 order:1...")).isEqualTo("delete order:17, delete ?");
  }

  @Test
  void a_pipeline_is_several_commands_and_a_value_with_lines_is_not() {
    assertThat(RedisCommand.parseAll("SET a:1 ?\nINCR b:2", true)).hasSize(2);
    assertThat(RedisCommand.parseAll("SET a:1 ?;SET b:2 ?", true)).hasSize(2);
    assertThat(RedisCommand.parseAll("SET a:1 x\nDEL b:2", false)).hasSize(1);
    assertThat(RedisCommand.parseAll("SET a:1 one\ntwo", true)).hasSize(1);
  }

  @Property
  void no_text_makes_it_fail(@ForAll("texts") String text) {
    assertThat(RedisCommand.parseAll(text, true)).isNotEmpty();
    RedisCommand.parse(text);
  }

  @Property
  void no_key_ever_comes_out_of_a_text_that_hides_all(
      @ForAll("commands") String command, @ForAll("counts") int count) {
    RedisCommand read = RedisCommand.parse(command + " ?".repeat(count));
    assertThat(read.effects()).allMatch(effect -> effect.key() == null);
    assertThat(read.locks()).isEmpty();
  }

  @Property
  void every_key_stands_in_the_text(@ForAll("texts") String text) {
    for (RedisEffect effect : RedisCommand.parse(text).effects()) {
      String key = effect.key();
      assertThat(key == null || text.replace("\\", "").contains(key.replace("\\", ""))).isTrue();
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> word =
        Arbitraries.oneOf(
            Arbitraries.of(
                "?", "NX", "EX", "1", "2", "\"", "'", "\\", "[2 other arguments]", "end"),
            Arbitraries.of("k:1", "a b", "{\"a\":", "\n", "\"x y\"", "STORE", "$", "\u2026"),
            Arbitraries.strings().ofMaxLength(6).filter(text -> !text.matches("(?s).*[ntr].*")));
    return commands()
        .flatMap(
            command ->
                word.list().ofMaxSize(6).map(words -> command + " " + String.join(" ", words)));
  }

  @Provide
  Arbitrary<String> commands() {
    return Arbitraries.of(
        "SET",
        "set",
        "GET",
        "MSET",
        "HSET",
        "HDEL",
        "DEL",
        "EVAL",
        "FCALL",
        "SORT",
        "COPY",
        "ZADD",
        "JSON.SET",
        "JSON.DEL",
        "BLPOP",
        "LMPOP",
        "BITOP",
        "SETNX",
        "EXPIRE",
        "NOSUCH",
        "RENAME");
  }

  @Provide
  Arbitrary<Integer> counts() {
    return Arbitraries.integers().between(0, 8);
  }

  private static String effects(String text) {
    List<String> effects = new ArrayList<>();
    for (RedisEffect effect : RedisCommand.parse(text).effects()) {
      StringBuilder shown = new StringBuilder(effect.kind().name().toLowerCase(Locale.ROOT));
      shown.append(' ').append(effect.key() == null ? "?" : effect.key());
      if (!effect.fields().isEmpty() && effect.key() != null) {
        shown.append(" [").append(String.join(" ", effect.fields())).append(']');
      }
      if (effect.value() != null && effect.key() != null) {
        shown.append(" =").append(effect.value());
      }
      if (effect.amount() != null && effect.key() != null) {
        shown.append(" by ").append(effect.amount());
      }
      effects.add(shown.toString());
    }
    return String.join(", ", effects);
  }
}
