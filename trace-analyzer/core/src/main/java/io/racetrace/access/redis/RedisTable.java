package io.racetrace.access.redis;

import io.racetrace.access.redis.RedisEffect.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All commands that touch keys, one a line: {@code NAME arguments effect:keys...}.
 *
 * <p>Positions count from 1, after the name. {@code 2} is one argument, {@code 2..} all from there
 * on, {@code 2..-1} all but the last one, {@code 1/2} every second one from the first, {@code 2#} a
 * count with so many keys after it. {@code field}, {@code value} and {@code by} say where the
 * fields, the value and the amount stand; {@code less} is an amount that is taken away, {@code +1}
 * and {@code -1} amounts that stand nowhere. {@code rest} says from where on there are only values.
 */
final class RedisTable {

  private static final String COMMANDS =
      """
      GET 1 read:1
      MGET 1.. read:1..
      GETEX 1.. read:1
      GETRANGE 3 read:1
      SUBSTR 3 read:1
      STRLEN 1 read:1
      EXISTS 1.. read:1..
      TYPE 1 read:1
      DUMP 1 read:1
      TTL 1 none
      PTTL 1 none
      EXPIRETIME 1 none
      PEXPIRETIME 1 none
      LCS 2.. read:1 read:2
      DIGEST 1 read:1
      GETDEL 1 read:1 delete:1
      GETSET 2 set:1 value:2
      SET 2.. set:1 value:2
      SETEX 3 fill:1 value:3
      PSETEX 3 fill:1 value:3
      SETNX 2 insert:1 value:2
      MSET 2.. set:1/2
      MSETNX 2.. insert:1/2
      DELEX 1.. delete:1
      APPEND 2 add:1
      SETRANGE 3 add:1
      INCR 1 add:1 +1
      DECR 1 add:1 -1
      INCRBY 2 add:1 by:2
      DECRBY 2 add:1 less:2
      INCRBYFLOAT 2 add:1 by:2
      DEL 1.. delete:1..
      UNLINK 1.. delete:1..
      EXPIRE 2.. none
      PEXPIRE 2.. none
      EXPIREAT 2.. none
      PEXPIREAT 2.. none
      PERSIST 1 none
      TOUCH 1.. none
      RENAME 2 delete:1 set:2
      RENAMENX 2 delete:1 insert:2
      COPY 2.. read:1 set:2
      MOVE 2 delete:1
      RESTORE 3.. set:1
      SORT 1.. read:1
      SORT_RO 1.. read:1
      HGET 2 read:1 field:2
      HMGET 2.. read:1 field:2..
      HGETALL 1 read:1
      HKEYS 1 read:1
      HVALS 1 read:1
      HLEN 1 read:1
      HEXISTS 2 read:1 field:2
      HSTRLEN 2 read:1 field:2
      HRANDFIELD 1.. read:1
      HSCAN 2.. read:1
      HSET 3.. set:1 field:2/2 value:3
      HMSET 3.. set:1 field:2/2 value:3
      HSETNX 3 insert:1 field:2 value:3
      HINCRBY 3 add:1 field:2 by:3
      HINCRBYFLOAT 3 add:1 field:2 by:3
      HDEL 2.. set:1 field:2..
      HEXPIRE 2.. none
      HPEXPIRE 2.. none
      HEXPIREAT 2.. none
      HPEXPIREAT 2.. none
      HPERSIST 2.. none
      HTTL 2.. none
      HPTTL 2.. none
      HEXPIRETIME 2.. none
      HPEXPIRETIME 2.. none
      LRANGE 3 read:1
      LINDEX 2 read:1
      LLEN 1 read:1
      LPOS 2.. read:1
      LPUSH 2.. add:1 rest:2
      RPUSH 2.. add:1 rest:2
      LPUSHX 2.. add:1 rest:2
      RPUSHX 2.. add:1 rest:2
      LINSERT 4 add:1
      LSET 3 set:1
      LREM 3 add:1
      LTRIM 3 add:1
      LPOP 1..2 add:1
      RPOP 1..2 add:1
      BLPOP 2.. add:1..-1
      BRPOP 2.. add:1..-1
      RPOPLPUSH 2 add:1 add:2
      BRPOPLPUSH 3 add:1 add:2
      LMOVE 4 add:1 add:2
      BLMOVE 5 add:1 add:2
      LMPOP 3.. add:1#
      BLMPOP 4.. add:2#
      SMEMBERS 1 read:1
      SISMEMBER 2 read:1
      SMISMEMBER 2.. read:1
      SCARD 1 read:1
      SRANDMEMBER 1..2 read:1
      SSCAN 2.. read:1
      SINTER 1.. read:1..
      SUNION 1.. read:1..
      SDIFF 1.. read:1..
      SINTERCARD 2.. read:1#
      SADD 2.. add:1 rest:2
      SREM 2.. add:1 rest:2
      SPOP 1..2 add:1
      SMOVE 3 add:1 add:2
      SINTERSTORE 2.. set:1 read:2..
      SUNIONSTORE 2.. set:1 read:2..
      SDIFFSTORE 2.. set:1 read:2..
      ZRANGE 3.. read:1
      ZREVRANGE 3.. read:1
      ZRANGEBYSCORE 3.. read:1
      ZREVRANGEBYSCORE 3.. read:1
      ZRANGEBYLEX 3.. read:1
      ZREVRANGEBYLEX 3.. read:1
      ZSCORE 2 read:1
      ZMSCORE 2.. read:1
      ZRANK 2.. read:1
      ZREVRANK 2.. read:1
      ZCARD 1 read:1
      ZCOUNT 3 read:1
      ZLEXCOUNT 3 read:1
      ZRANDMEMBER 1.. read:1
      ZSCAN 2.. read:1
      ZINTER 2.. read:1#
      ZUNION 2.. read:1#
      ZDIFF 2.. read:1#
      ZINTERCARD 2.. read:1#
      ZADD 3.. add:1
      ZINCRBY 3 add:1
      ZREM 2.. add:1 rest:2
      ZREMRANGEBYRANK 3 add:1
      ZREMRANGEBYSCORE 3 add:1
      ZREMRANGEBYLEX 3 add:1
      ZPOPMIN 1..2 add:1
      ZPOPMAX 1..2 add:1
      BZPOPMIN 2.. add:1..-1
      BZPOPMAX 2.. add:1..-1
      ZMPOP 3.. add:1#
      BZMPOP 4.. add:2#
      ZRANGESTORE 4.. set:1 read:2
      ZINTERSTORE 3.. set:1 read:2#
      ZUNIONSTORE 3.. set:1 read:2#
      ZDIFFSTORE 3.. set:1 read:2#
      GETBIT 2 read:1
      BITCOUNT 1.. read:1
      BITPOS 2.. read:1
      BITFIELD_RO 1.. read:1
      BITFIELD 1.. add:1
      SETBIT 3 add:1
      BITOP 3.. set:2 read:3..
      PFCOUNT 1.. read:1..
      PFADD 1.. add:1 rest:2
      PFMERGE 1.. add:1 read:2..
      GEOADD 4.. add:1
      GEOPOS 1.. read:1
      GEODIST 3.. read:1
      GEOHASH 1.. read:1
      GEOSEARCH 2.. read:1
      GEORADIUS_RO 5.. read:1
      GEORADIUSBYMEMBER_RO 4.. read:1
      GEOSEARCHSTORE 3.. set:1 read:2
      EVAL 2.. script:2#
      EVALSHA 2.. script:2#
      FCALL 2.. script:2#
      EVAL_RO 2.. read:2#
      EVALSHA_RO 2.. read:2#
      FCALL_RO 2.. read:2#
      JSON.GET 1.. read:1
      JSON.MGET 2.. read:1..-1
      JSON.TYPE 1..2 read:1
      JSON.STRLEN 1..2 read:1
      JSON.ARRLEN 1..2 read:1
      JSON.OBJKEYS 1..2 read:1
      JSON.OBJLEN 1..2 read:1
      JSON.SET 3..4 set:1 field:2
      JSON.MSET 3.. set:1/3
      JSON.MERGE 3 set:1 field:2
      JSON.DEL 1..2 delete:1
      JSON.FORGET 1..2 delete:1
      JSON.NUMINCRBY 3 add:1 field:2 by:3
      JSON.NUMMULTBY 3 add:1 field:2
      JSON.STRAPPEND 2..3 add:1
      JSON.TOGGLE 2 add:1 field:2
      JSON.CLEAR 1..2 set:1
      JSON.ARRAPPEND 3.. add:1 field:2
      JSON.ARRINSERT 4.. add:1 field:2
      JSON.ARRPOP 1.. add:1
      JSON.ARRTRIM 4 add:1 field:2
      BF.ADD 2 add:1
      BF.MADD 2.. add:1
      BF.EXISTS 2 read:1
      BF.MEXISTS 2.. read:1
      CF.ADD 2 add:1
      CF.ADDNX 2 add:1
      CF.DEL 2 add:1
      CF.EXISTS 2 read:1
      CMS.INCRBY 3.. add:1
      TOPK.ADD 2.. add:1
      TS.ADD 3.. add:1
      TS.INCRBY 2.. add:1
      TS.DECRBY 2.. add:1
      TS.GET 1.. read:1
      TS.RANGE 3.. read:1
      """;

  /**
   * Those that touch no record: transactions, which are units and no accesses; messages and
   * streams, whose entries are never changed; the server's own affairs.
   */
  private static final Set<String> NO_RECORD =
      Set.of(
          """
          MULTI EXEC DISCARD WATCH UNWATCH
          PUBLISH SPUBLISH SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE PUBSUB
          XADD XREAD XREADGROUP XACK XACKDEL XGROUP XCLAIM XAUTOCLAIM XPENDING XLEN XRANGE XREVRANGE
          XDEL XDELEX XTRIM XINFO XSETID
          SCAN KEYS RANDOMKEY DBSIZE OBJECT MEMORY WAIT WAITAOF
          PING ECHO AUTH HELLO SELECT QUIT RESET CLIENT CONFIG COMMAND INFO ROLE TIME LOLWUT
          CLUSTER READONLY READWRITE ASKING FAILOVER REPLICAOF SLAVEOF SYNC PSYNC REPLCONF SENTINEL
          SAVE BGSAVE BGREWRITEAOF LASTSAVE SHUTDOWN DEBUG MONITOR SLOWLOG LATENCY ACL MODULE
          SCRIPT FUNCTION CONNECT
          FT.SEARCH FT.AGGREGATE FT.INFO FT.CREATE FT._LIST FT.EXPLAIN
          """
              .strip()
              .split("\\s+", -1));

  private static final Map<String, Spec> TABLE = parse();

  private RedisTable() {}

  /** Where the keys of one effect stand. */
  record Keys(Kind kind, Positions positions) {}

  /**
   * Which arguments.
   *
   * @param from counted from 0
   * @param step 0 for a single one
   * @param spared how many at the end don't belong
   * @param counted whether the first is a count of those after it
   */
  record Positions(int from, int step, int spared, boolean counted) {

    /** The positions among so many arguments; null if the count can't be read. */
    @Nullable List<Integer> in(List<String> arguments) {
      List<Integer> found = new ArrayList<>();
      int start = from;
      int end = arguments.size() - spared;
      if (counted) {
        String count = from < arguments.size() ? arguments.get(from) : "";
        if (!count.matches("\\d{1,4}")) {
          return null;
        }
        start = from + 1;
        end = start + Integer.parseInt(count);
        if (end > arguments.size()) {
          return null;
        }
      }
      for (int at = start; at < end; at += Math.max(1, step)) {
        found.add(at);
        if (step == 0) {
          break;
        }
      }
      return found;
    }
  }

  /**
   * One line of the table.
   *
   * @param least how many arguments there are at least
   * @param most how many there are at most
   * @param rest from where on there are only values; 0 if that is not so
   */
  record Spec(
      int least,
      int most,
      List<Keys> keys,
      @Nullable Positions fields,
      int value,
      int amount,
      String fixedAmount,
      boolean takesAway,
      int rest) {}

  static @Nullable Spec of(String command) {
    return TABLE.get(command);
  }

  static boolean touchesNoRecord(String command) {
    return NO_RECORD.contains(command);
  }

  static boolean isKnown(String command) {
    return TABLE.containsKey(command) || NO_RECORD.contains(command);
  }

  private static Map<String, Spec> parse() {
    Map<String, Spec> table = new HashMap<>();
    for (String line : COMMANDS.strip().split("\n", -1)) {
      String[] words = line.strip().split(" ", -1);
      table.put(words[0], spec(words));
    }
    return Map.copyOf(table);
  }

  private static Spec spec(String[] words) {
    int dots = words[1].indexOf("..");
    int least = Integer.parseInt(dots < 0 ? words[1] : words[1].substring(0, dots));
    String end = dots < 0 ? words[1] : words[1].substring(dots + 2);
    int most = end.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(end);
    List<Keys> keys = new ArrayList<>();
    Positions fields = null;
    int value = -1;
    int amount = -1;
    String fixed = "";
    boolean takesAway = false;
    int rest = 0;
    for (int i = 2; i < words.length; i++) {
      int colon = words[i].indexOf(':');
      String what = colon < 0 ? words[i] : words[i].substring(0, colon);
      String where = colon < 0 ? "" : words[i].substring(colon + 1);
      switch (what) {
        case "none" -> {}
        case "+1" -> fixed = "1";
        case "-1" -> fixed = "-1";
        case "field" -> fields = positions(where);
        case "value" -> value = Integer.parseInt(where) - 1;
        case "by" -> amount = Integer.parseInt(where) - 1;
        case "less" -> {
          amount = Integer.parseInt(where) - 1;
          takesAway = true;
        }
        case "rest" -> rest = Integer.parseInt(where) - 1;
        default ->
            keys.add(new Keys(Kind.valueOf(what.toUpperCase(Locale.ROOT)), positions(where)));
      }
    }
    return new Spec(least, most, List.copyOf(keys), fields, value, amount, fixed, takesAway, rest);
  }

  private static Positions positions(String where) {
    int from = Character.digit(where.charAt(0), 10) - 1;
    return switch (where.substring(1)) {
      case "" -> new Positions(from, 0, 0, false);
      case ".." -> new Positions(from, 1, 0, false);
      case "..-1" -> new Positions(from, 1, 1, false);
      case "/2" -> new Positions(from, 2, 0, false);
      case "/3" -> new Positions(from, 3, 0, false);
      case "#" -> new Positions(from, 1, 0, true);
      default -> throw new IllegalArgumentException(where);
    };
  }
}
