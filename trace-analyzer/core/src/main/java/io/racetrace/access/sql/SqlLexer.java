package io.racetrace.access.sql;

import io.racetrace.access.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Splits statements into tokens; never fails, whatever the text. One lexer reads one text after the
 * other: what is asked of it is about the last one.
 *
 * <p>A first pass only notes where tokens begin and end, and a key that texts share which differ in
 * nothing but literals; the tokens themselves are made for texts that were not seen before.
 */
final class SqlLexer {

  private static final char STRING_MARK = '\u0001';
  private static final char NUMBER_MARK = '\u0002';
  private static final char BROKEN_MARK = '\u0003';
  private static final String LONG_SYMBOLS =
      "<= >= <> != || :: -> == := += -= *= /= |= &= ^= %= @> <@ && ";
  private static final String SECOND_CHARACTERS = "=>|:@&";
  private static final String NOW = "'now'";
  private static final Set<String> PSEUDO_COLUMNS = Set.of("rownum", "level");
  private static final byte[] CLASSES = new byte[128];
  private static final byte BLANK = 1;
  private static final byte LETTER = 2;
  private static final byte DIGIT = 3;

  static {
    for (char c = 0; c < 128; c++) {
      CLASSES[c] =
          c <= ' '
              ? BLANK
              : Character.isLetter(c) || c == '_' ? LETTER : Character.isDigit(c) ? DIGIT : 0;
    }
  }

  private final SqlDialect dialect;
  private String sql = "";

  /** The text once more: reading it here is what most of the time goes to. */
  private char[] chars = new char[512];

  private int length;
  private int at;
  private boolean broken;
  private boolean questionMarkIsOperator;
  private boolean hasLiterals;
  private int placeholders;

  private Kind[] kinds = new Kind[64];
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int[] position = new int[64];
  private int count;

  private char[] key = new char[512];
  private int keyLength;

  SqlLexer(SqlDialect dialect) {
    this.dialect = dialect;
  }

  /** Reads a text. */
  void read(String text) {
    sql = text;
    length = text.length();
    if (length > chars.length) {
      chars = new char[length + length / 4];
    }
    text.getChars(0, length, chars, 0);
    at = 0;
    hasLiterals = false;
    broken = false;
    count = 0;
    placeholders = 0;
    keyLength = 0;
    questionMarkIsOperator =
        dialect == SqlDialect.POSTGRESQL && text.indexOf('$') >= 0 && hasNumberedParameter(text);
    while (at < length) {
      next();
    }
    if (broken) {
      append(BROKEN_MARK);
    }
  }

  private static boolean hasNumberedParameter(String text) {
    for (int i = text.indexOf('$'); i >= 0 && i + 1 < text.length(); i = text.indexOf('$', i + 1)) {
      if (Character.isDigit(text.charAt(i + 1))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a string, a quoted name or a comment has no end. */
  boolean isBroken() {
    return broken;
  }

  /** Where the parts between semicolons begin and end, without those that hold no token. */
  List<int[]> parts() {
    List<int[]> parts = new ArrayList<>();
    int begin = -1;
    for (int i = 0; i < count; i++) {
      if (kinds[i] == Kind.SYMBOL && sql.charAt(from[i]) == ';') {
        if (begin >= 0) {
          parts.add(new int[] {begin, from[i]});
        }
        begin = -1;
      } else if (begin < 0) {
        begin = begin(i);
      }
    }
    if (begin >= 0) {
      parts.add(new int[] {begin, sql.length()});
    }
    return parts;
  }

  /** How many bind parameters without name or number there are. */
  int placeholders() {
    return placeholders;
  }

  /** Whether there are literals at all. */
  boolean hasLiterals() {
    return hasLiterals;
  }

  /**
   * What the text has in common with those that differ only in literals and white space; good until
   * the next text is read.
   */
  Key key() {
    int hash = 1;
    for (int i = 0; i < keyLength; i++) {
      hash = 31 * hash + key[i];
    }
    return new Key(key, keyLength, hash);
  }

  /** The first characters of an array. */
  static final class Key {

    private final char[] characters;
    private final int length;
    private final int hash;

    private Key(char[] characters, int length, int hash) {
      this.characters = characters;
      this.length = length;
      this.hash = hash;
    }

    int length() {
      return length;
    }

    /** A key that stays what it is. */
    Key copy() {
      return new Key(Arrays.copyOf(characters, length), length, hash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && hash == key.hash
          && Arrays.equals(characters, 0, length, key.characters, 0, key.length);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** The contents of the literals, in the order of the text. */
  List<String> literals() {
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      switch (kinds[i]) {
        case NUMBER -> literals.add(sql.substring(from[i], to[i]));
        case STRING -> literals.add(content(i));
        case MORE_STRING ->
            literals.set(literals.size() - 1, literals.get(literals.size() - 1) + content(i));
        default -> {}
      }
    }
    return literals;
  }

  List<SqlToken> tokens() {
    List<SqlToken> tokens = new ArrayList<>(count);
    int literals = 0;
    for (int i = 0; i < count; i++) {
      if (kinds[i] == Kind.MORE_STRING) {
        continue;
      }
      String text =
          switch (kinds[i]) {
            case WORD -> sql.substring(from[i], to[i]).toLowerCase(Locale.ROOT);
            case QUOTED -> dialect.quotedName(content(i));
            case STRING, NUMBER -> Integer.toString(literals++);
            case PLACEHOLDER -> Integer.toString(position[i]);
            case NAMED_PLACEHOLDER, SYMBOL, MORE_STRING -> sql.substring(from[i], to[i]);
          };
      boolean pseudo = dialect == SqlDialect.ORACLE && PSEUDO_COLUMNS.contains(text);
      tokens.add(new SqlToken(pseudo ? Kind.SYMBOL : kinds[i], text));
    }
    return withoutOperatorSyntax(tokens);
  }

  /** OPERATOR(pg_catalog.=) is =, and Oracle's (+) says nothing of what rows equal. */
  private List<SqlToken> withoutOperatorSyntax(List<SqlToken> tokens) {
    if (dialect != SqlDialect.POSTGRESQL && dialect != SqlDialect.ORACLE) {
      return tokens;
    }
    List<SqlToken> plain = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      if (matches(tokens, i, "operator", "(", "pg_catalog", ".")
          && i + 5 < tokens.size()
          && tokens.get(i + 5).is(")")) {
        plain.add(tokens.get(i + 4));
        i += 5;
      } else if (matches(tokens, i, "(", "+", ")")) {
        i += 2;
      } else {
        plain.add(tokens.get(i));
      }
    }
    return plain;
  }

  private static boolean matches(List<SqlToken> tokens, int at, String... words) {
    for (int i = 0; i < words.length; i++) {
      if (at + i >= tokens.size() || !tokens.get(at + i).is(words[i])) {
        return false;
      }
    }
    return true;
  }

  /** The text with values replaced by question marks and white space folded. */
  String shape() {
    StringBuilder shape = new StringBuilder(length);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        shape.append(' ');
      }
      switch (kinds[i]) {
        case WORD -> shape.append(sql.substring(from[i], to[i]).toLowerCase(Locale.ROOT));
        case QUOTED -> shape.append(dialect.quotedName(content(i)));
        case SYMBOL -> shape.append(sql, from[i], to[i]);
        case STRING, NUMBER, PLACEHOLDER, NAMED_PLACEHOLDER -> shape.append('?');
        case MORE_STRING -> shape.setLength(shape.length() - 1);
      }
    }
    return shape.toString();
  }

  /** The text as {@link DeclinedStatements} are asked about it. */
  String plain() {
    StringBuilder plain = new StringBuilder(length);
    for (int i = 0; i < count; i++) {
      boolean oneOperator =
          i > 0
              && kinds[i] == Kind.SYMBOL
              && kinds[i - 1] == Kind.SYMBOL
              && to[i - 1] == from[i]
              && !isBracket(chars[from[i]])
              && !isBracket(chars[from[i - 1]]);
      if (i > 0 && !oneOperator) {
        plain.append(' ');
      }
      switch (kinds[i]) {
        case WORD -> plain.append(sql.substring(from[i], to[i]).toLowerCase(Locale.ROOT));
        case QUOTED ->
            plain
                .append('"')
                .append(dialect.quotedName(content(i)).replace("\"", "\"\""))
                .append('"');
        case SYMBOL -> plain.append(sql, from[i], to[i]);
        case STRING -> plain.append("'x'");
        case NUMBER -> plain.append('1');
        case PLACEHOLDER, NAMED_PLACEHOLDER -> plain.append('?');
        case MORE_STRING -> plain.setLength(plain.length() - 1);
      }
    }
    return plain.toString();
  }

  private static boolean isBracket(char c) {
    return "()[]{},;.".indexOf(c) >= 0;
  }

  private int begin(int token) {
    return position[token] < 0 ? -position[token] - 1 : from[token];
  }

  private int end(int token) {
    return kinds[token] == Kind.STRING
            || kinds[token] == Kind.MORE_STRING
            || kinds[token] == Kind.QUOTED
        ? Math.min(length, to[token] + closing(token))
        : to[token];
  }

  private int closing(int token) {
    char opening = chars[begin(token)];
    if (opening == '$') {
      return sql.indexOf('$', begin(token) + 1) - begin(token) + 1;
    }
    boolean alternative = (opening == 'q' || opening == 'Q') && dialect == SqlDialect.ORACLE;
    return alternative ? 2 : 1;
  }

  /** A string or quoted name without what is around it and without its escapes. */
  private String content(int token) {
    String raw = sql.substring(from[token], to[token]);
    int begin = begin(token);
    char opening = chars[begin];
    if (opening == '$' || (opening | 32) == 'q' && dialect == SqlDialect.ORACLE) {
      return raw;
    }
    char quote = from[token] == 0 ? '\'' : chars[from[token] - 1];
    if (quote == '[') {
      return raw.replace("]]", "]");
    }
    String plain = raw.indexOf(quote) < 0 ? raw : raw.replace("" + quote + quote, "" + quote);
    boolean escapes =
        kinds[token] != Kind.QUOTED
            && (dialect.escapesWithBackslash()
                || (opening | 32) == 'e' && dialect == SqlDialect.POSTGRESQL);
    return escapes && plain.indexOf('\\') >= 0 ? withoutBackslashes(plain) : plain;
  }

  private static String withoutBackslashes(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char escaped = text.charAt(++i);
        plain.append(
            switch (escaped) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case 'r' -> '\r';
              case '0' -> '\0';
              default -> escaped;
            });
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private void next() {
    char c = chars[at];
    byte type = c < 128 ? CLASSES[c] : Character.isLetter(c) ? LETTER : 0;
    if (type == BLANK || c == '\u00a0') {
      at++;
    } else if (type == LETTER) {
      word();
    } else if (type == DIGIT || c == '.' && isDigit(at + 1) && !followsName()) {
      number();
    } else {
      other(c);
    }
  }

  private void other(char c) {
    switch (c) {
      case '\'' -> string(at, at + 1, '\'', dialect.escapesWithBackslash());
      case '"' -> {
        if (dialect.doubleQuotesStrings()) {
          string(at, at + 1, '"', true);
        } else {
          quotedName('"');
        }
      }
      case '`' -> quotedName('`');
      case '[' -> {
        if (dialect.quotesWithBrackets()) {
          quotedName(']');
        } else {
          symbol();
        }
      }
      case '-' -> {
        if (startsWith("--") && (dialect != SqlDialect.MYSQL || isBlankOrEnd(at + 2))) {
          skipLine();
        } else {
          symbol();
        }
      }
      case '#' -> {
        if (dialect == SqlDialect.MYSQL) {
          skipLine();
        } else if (isNamePart(at + 1)) {
          // A temporary table of SQL Server.
          word();
        } else {
          symbol();
        }
      }
      case '/' -> {
        if (startsWith("/*")) {
          comment();
        } else {
          symbol();
        }
      }
      case '*' -> {
        if (startsWith("*/")) {
          // The end of a comment that MySQL reads.
          at += 2;
        } else {
          symbol();
        }
      }
      case '?' -> questionMark();
      case '$' -> dollar();
      case ':' -> colon();
      case '@' -> at();
      case '%' -> percent();
      default -> symbol();
    }
  }

  private void word() {
    int start = at;
    at++;
    while (isNamePart(at)) {
      at++;
    }
    if (at < length && chars[at] == '\'' && isPrefix(start)) {
      prefixedString(start);
      return;
    }
    add(Kind.WORD, start, at, 0);
    reserve(at - start);
    for (int i = start; i < at; i++) {
      char c = chars[i];
      key[keyLength++] =
          c < 128 ? (c >= 'A' && c <= 'Z' ? (char) (c | 32) : c) : Character.toLowerCase(c);
    }
  }

  /** Whether what was just read belongs to the string behind it, as in N'...' or E'...'. */
  private boolean isPrefix(int start) {
    char first = (char) (chars[start] | 32);
    int length = at - start;
    if (length == 1) {
      return first == 'n' || first == 'e' || first == 'b' || first == 'x' || first == 'q';
    }
    boolean oracleNational = length == 2 && first == 'n' && (chars[start + 1] | 32) == 'q';
    return oracleNational || dialect == SqlDialect.MYSQL && chars[start] == '_';
  }

  private void prefixedString(int start) {
    char last = (char) (chars[at - 1] | 32);
    if (last == 'q' && dialect == SqlDialect.ORACLE && at + 1 < length) {
      char open = chars[at + 1];
      int pair = "[{(<".indexOf(open);
      char close = pair < 0 ? open : "]})>".charAt(pair);
      int end = sql.indexOf(close + "'", at + 2);
      int contentEnd = end < 0 ? length : end;
      broken |= end < 0;
      literal(chars[start] == 'q' || chars[start] == 'Q' ? start : start + 1, at + 2);
      to[count - 1] = contentEnd;
      at = end < 0 ? length : end + 2;
      return;
    }
    boolean escapes =
        dialect.escapesWithBackslash() || last == 'e' && dialect == SqlDialect.POSTGRESQL;
    string(start, at + 1, '\'', escapes);
  }

  private void literal(int begin, int contentFrom) {
    boolean more = count > 0 && continuesString(begin);
    add(more ? Kind.MORE_STRING : Kind.STRING, contentFrom, contentFrom, -begin - 1);
    append(STRING_MARK);
  }

  /** Two strings beside each other are one: in MySQL always, in PostgreSQL over a line's end. */
  private boolean continuesString(int begin) {
    Kind before = kinds[count - 1];
    if (before != Kind.STRING && before != Kind.MORE_STRING) {
      return false;
    }
    String between = sql.substring(Math.min(begin, end(count - 1)), begin);
    return between.isBlank()
        && (dialect == SqlDialect.MYSQL
            || dialect == SqlDialect.POSTGRESQL && between.indexOf('\n') >= 0);
  }

  private void string(int begin, int contentFrom, char quote, boolean escapes) {
    if (dialect == SqlDialect.SQLITE && sql.regionMatches(begin, NOW, 0, NOW.length())) {
      // What makes datetime('now') a clock.
      symbol(begin, begin + NOW.length());
      return;
    }
    literal(begin, contentFrom);
    at = contentFrom;
    to[count - 1] = endOfQuoted(quote, escapes);
  }

  private void quotedName(char end) {
    int begin = at;
    at++;
    int contentFrom = at;
    int contentTo = endOfQuoted(end, false);
    add(Kind.QUOTED, contentFrom, contentTo, -begin - 1);
    append('"');
    appendSource(contentFrom, contentTo);
    append('"');
  }

  /** Moves behind the closing quote, and gives its place. */
  private int endOfQuoted(char quote, boolean escapes) {
    while (at < length) {
      char c = chars[at];
      if (escapes && c == '\\') {
        at += 2;
      } else if (c == quote) {
        if (at + 1 < length && chars[at + 1] == quote) {
          at += 2;
        } else {
          at++;
          return at - 1;
        }
      } else {
        at++;
      }
    }
    at = length;
    broken = true;
    return at;
  }

  private void number() {
    int start = at;
    at++;
    while (at < length && (isNamePart(at) || chars[at] == '.' || isExponentSign())) {
      at++;
    }
    add(Kind.NUMBER, start, at, 0);
    append(NUMBER_MARK);
  }

  private boolean isExponentSign() {
    char c = chars[at];
    return (c == '+' || c == '-') && (chars[at - 1] | 32) == 'e' && isDigit(at + 1);
  }

  private boolean followsName() {
    return at > 0 && (isNamePart(at - 1) || "\"`])".indexOf(chars[at - 1]) >= 0);
  }

  private void questionMark() {
    if (startsWith("??")) {
      // What JDBC's users write for the operator.
      symbol(at, at + 2);
    } else if (questionMarkIsOperator) {
      symbol();
    } else if (isDigit(at + 1)) {
      numbered(at + 1);
    } else {
      placeholder(placeholders++, at, at + 1);
    }
  }

  private void dollar() {
    if (isDigit(at + 1)) {
      numbered(at + 1);
      return;
    }
    int tagEnd = at + 1;
    while (isNamePart(tagEnd) && chars[tagEnd] != '$') {
      tagEnd++;
    }
    boolean quote = dialect.hasDollarQuotes() && tagEnd < length && chars[tagEnd] == '$';
    if (quote) {
      String tag = sql.substring(at, tagEnd + 1);
      int end = sql.indexOf(tag, tagEnd + 1);
      broken |= end < 0;
      literal(at, tagEnd + 1);
      to[count - 1] = end < 0 ? length : end;
      at = end < 0 ? length : end + tag.length();
    } else if (tagEnd > at + 1) {
      named(tagEnd);
    } else {
      symbol();
    }
  }

  private void colon() {
    if (startsWith("::") || startsWith(":=")) {
      symbol();
    } else if (isDigit(at + 1)) {
      // [1:2] cuts an array; :1 is a parameter of Oracle's.
      if (dialect == SqlDialect.POSTGRESQL) {
        symbol();
      } else {
        numbered(at + 1);
      }
    } else if (isNamePart(at + 1)) {
      named(endOfName(at + 1));
    } else {
      symbol();
    }
  }

  private void at() {
    if (isNamePart(at + 1) && !startsWith("@@")) {
      named(endOfName(at + 1));
    } else if (startsWith("@@")) {
      int start = at;
      at = endOfName(at + 2);
      add(Kind.WORD, start, at, 0);
      appendSource(start, at);
    } else {
      symbol();
    }
  }

  /** Python's drivers write %s and %(name)s. */
  private void percent() {
    if (startsWith("%s") && !isNamePart(at + 2)) {
      placeholder(placeholders++, at, at + 2);
    } else if (startsWith("%(") && sql.indexOf(")s", at) > 0) {
      int close = sql.indexOf(")s", at);
      named(close + 2);
    } else {
      symbol();
    }
  }

  private void numbered(int digits) {
    int end = digits;
    long number = 0;
    while (isDigit(end)) {
      number = Math.min(1_000_000, number * 10 + chars[end] - '0');
      end++;
    }
    placeholders = (int) Math.max(placeholders, number);
    placeholder((int) Math.max(0, number - 1), at, end);
  }

  private void placeholder(int index, int start, int end) {
    add(Kind.PLACEHOLDER, start, end, index);
    appendSource(start, end);
    at = end;
  }

  private void named(int end) {
    add(Kind.NAMED_PLACEHOLDER, at, end, 0);
    appendSource(at, end);
    at = end;
  }

  private void symbol() {
    symbol(at, at + (isLongSymbol() ? 2 : 1));
  }

  private boolean isLongSymbol() {
    if (at + 1 >= length || SECOND_CHARACTERS.indexOf(chars[at + 1]) < 0) {
      return false;
    }
    for (int i = 0; i < LONG_SYMBOLS.length(); i += 3) {
      if (LONG_SYMBOLS.charAt(i) == chars[at] && LONG_SYMBOLS.charAt(i + 1) == chars[at + 1]) {
        return true;
      }
    }
    return false;
  }

  private void symbol(int start, int end) {
    add(Kind.SYMBOL, start, end, 0);
    appendSource(start, end);
    at = end;
  }

  private void comment() {
    if (startsWith("/*!") && dialect == SqlDialect.MYSQL) {
      // MySQL reads what is in such a comment.
      at += 3;
      while (isDigit(at)) {
        at++;
      }
      return;
    }
    int depth = 1;
    at += 2;
    while (at < length && depth > 0) {
      if (startsWith("*/")) {
        depth--;
        at += 2;
      } else if (dialect.nestsComments() && startsWith("/*")) {
        depth++;
        at += 2;
      } else {
        at++;
      }
    }
    broken |= depth > 0;
  }

  private void skipLine() {
    int end = sql.indexOf('\n', at);
    at = end < 0 ? length : end + 1;
  }

  private boolean startsWith(String text) {
    return sql.startsWith(text, at);
  }

  private boolean isDigit(int index) {
    return index < length && chars[index] >= '0' && chars[index] <= '9';
  }

  private boolean isBlankOrEnd(int index) {
    return index >= length || chars[index] <= ' ';
  }

  private boolean isNamePart(int index) {
    if (index >= length) {
      return false;
    }
    char c = chars[index];
    return c < 128
        ? CLASSES[c] >= LETTER || c == '$' || c == '#' && isHashName()
        : Character.isLetterOrDigit(c);
  }

  private boolean isHashName() {
    return dialect == SqlDialect.SQLSERVER || dialect == SqlDialect.ORACLE;
  }

  private int endOfName(int start) {
    int end = start;
    while (isNamePart(end)) {
      end++;
    }
    return end;
  }

  private void add(Kind kind, int start, int end, int where) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, count * 2);
      from = Arrays.copyOf(from, count * 2);
      to = Arrays.copyOf(to, count * 2);
      position = Arrays.copyOf(position, count * 2);
    }
    if (count > 0) {
      append(' ');
    }
    hasLiterals |= kind == Kind.STRING || kind == Kind.NUMBER;
    kinds[count] = kind;
    from[count] = start;
    to[count] = end;
    position[count] = where;
    count++;
  }

  private void appendSource(int start, int end) {
    reserve(end - start);
    System.arraycopy(chars, start, key, keyLength, end - start);
    keyLength += end - start;
  }

  private void append(char c) {
    reserve(1);
    key[keyLength++] = c;
  }

  private void reserve(int more) {
    if (keyLength + more > key.length) {
      key = Arrays.copyOf(key, 2 * (keyLength + more));
    }
  }
}
