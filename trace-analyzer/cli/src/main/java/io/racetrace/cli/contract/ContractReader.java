package io.racetrace.cli.contract;

import io.racetrace.cli.contract.ContractFile.Role;
import io.racetrace.cli.contract.ContractFile.Server;
import io.racetrace.cli.contract.ContractFile.Table;
import io.racetrace.cli.yaml.YamlNode;
import io.racetrace.ownership.Owners;
import io.racetrace.ownership.SourceLine;
import io.racetrace.ownership.WriteException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the parts of one ODCS file, and goes on after what it does not understand. */
final class ContractReader {

  static final String OWNER = "singleWriter";
  static final String CONTROL = "concurrencyControl";
  static final String VERSION = "versionColumn";
  static final String EXCEPTIONS = "writeExceptions";

  private static final List<String> CONTROLS =
      List.of(
          "optimisticVersion",
          "atomicSql",
          "rowLock",
          "advisoryLock",
          "fencedLease",
          "partitionOwner",
          "none");

  private static final String[] OF_FILE = {
    "kind", "servers", "schema", "roles", "apiVersion", "customProperties"
  };
  private static final String[] OF_SERVER = {"type", "host", "port", "database", "schema"};
  private static final String[] OF_TABLE = {
    "name", "physicalName", "properties", "customProperties"
  };
  private static final String[] OF_COLUMN = {"name", "physicalName", "customProperties"};

  /** Fields of the standard that look like ours and are not. */
  private static final List<String> ODCS = List.of("server", "roles", "id", "tags");

  private final String file;
  private final Faults faults;
  private final List<Server> servers = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final List<Role> roles = new ArrayList<>();

  ContractReader(String file, Faults faults) {
    this.file = file;
    this.faults = faults;
  }

  ContractFile contract() {
    return new ContractFile(file, servers, tables, roles, faults.all());
  }

  void read(YamlNode document) {
    Map<String, YamlNode> fields = fields(document, "a contract begins with 'kind'", OF_FILE);
    YamlNode kind = fields.get("kind");
    if (kind == null) {
      faults.block(document, "no contract: add 'kind: DataContract' (ODCS), or leave the file out");
      return;
    }
    if (!"DataContract".equals(text(kind))) {
      faults.block(kind, "'" + text(kind) + "' is no contract; ODCS says 'kind: DataContract'");
      return;
    }
    items(fields.get("servers")).forEach(this::server);
    items(fields.get("roles")).forEach(this::role);
    own(document, fields.get("customProperties"), List.of());
    YamlNode schema = fields.get("schema");
    if (schema == null) {
      faults.block(document, "it names no table: add 'schema' with a list of tables");
      return;
    }
    if (servers.isEmpty()) {
      faults.add(
          document,
          "no server: add 'servers' with type and database, or every table of that name is meant");
    }
    items(schema).forEach(this::table);
  }

  private void server(YamlNode node) {
    Map<String, YamlNode> fields = fields(node, "a server has a type and a database", OF_SERVER);
    YamlNode type = fields.get("type");
    if (type == null) {
      faults.add(node, "the server has no type: add 'type: postgres' or what it is");
    }
    YamlNode port = fields.get("port");
    int number = 0;
    if (port != null) {
      String text = text(port);
      if (text.matches("\\d{1,5}")) {
        number = Integer.parseInt(text);
      } else {
        faults.add(port, "'" + text + "' is no port; write a number such as 5432");
      }
    }
    servers.add(
        new Server(
            text(fields.get("server")),
            text(type),
            text(fields.get("host")),
            number,
            text(fields.get("database")),
            text(fields.get("schema"))));
  }

  private void role(YamlNode node) {
    Map<String, YamlNode> fields = fields(node, "a role has a name: 'role'");
    YamlNode role = fields.get("role");
    if (role == null) {
      faults.add(node, "the role has no name: add 'role'");
    } else {
      roles.add(new Role(text(role), text(fields.get("access")), line(role)));
    }
  }

  private void table(YamlNode node) {
    Map<String, YamlNode> fields = fields(node, "a table has a name", OF_TABLE);
    YamlNode name = fields.getOrDefault("physicalName", fields.get("name"));
    if (name == null || text(name).isEmpty()) {
      faults.block(node, "the table has no name: add 'physicalName'");
      return;
    }
    SortedSet<String> properties = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    SortedMap<String, Owners> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (YamlNode property : items(fields.get("properties"))) {
      column(property, properties, columns);
    }
    Map<String, YamlNode> own =
        own(node, fields.get("customProperties"), List.of(OWNER, CONTROL, VERSION, EXCEPTIONS));
    YamlNode owner = own.get(OWNER);
    Owners owners = owner == null ? null : owners(owner);
    if (owner == null && columns.isEmpty()) {
      faults.add(
          name,
          "nobody is said to write "
              + text(name)
              + ": add customProperties '- {property: singleWriter, value: SERVICE}'");
    }
    List<WriteException> exceptions = new ArrayList<>();
    for (YamlNode each : items(own.get(EXCEPTIONS))) {
      WriteException exception = exception(each, owners);
      if (exception != null) {
        exceptions.add(exception);
      }
    }
    tables.add(
        new Table(
            text(name),
            properties,
            owners,
            columns,
            control(own),
            version(own, properties),
            exceptions,
            line(name)));
  }

  private void column(
      YamlNode property, SortedSet<String> properties, SortedMap<String, Owners> columns) {
    Map<String, YamlNode> fields = fields(property, "a column has a name", OF_COLUMN);
    YamlNode name = fields.getOrDefault("physicalName", fields.get("name"));
    if (name == null) {
      faults.add(property, "the column has no name: add 'name'");
      return;
    }
    properties.add(text(name));
    YamlNode owner = own(property, fields.get("customProperties"), List.of(OWNER)).get(OWNER);
    Owners owners = owner == null ? null : owners(owner);
    if (owners != null) {
      columns.put(text(name), owners);
    }
  }

  private @Nullable String control(Map<String, YamlNode> own) {
    YamlNode control = own.get(CONTROL);
    if (control == null) {
      return null;
    }
    String text = text(control);
    if (!CONTROLS.contains(text)) {
      faults.add(
          control,
          "'"
              + text
              + "' is no "
              + CONTROL
              + likely(text, CONTROLS)
              + "; write one of "
              + String.join(", ", CONTROLS));
    } else if (text.equals("optimisticVersion") && !own.containsKey(VERSION)) {
      faults.add(control, "which column is the version? add '" + VERSION + "'");
    }
    return text;
  }

  private @Nullable String version(Map<String, YamlNode> own, SortedSet<String> properties) {
    YamlNode version = own.get(VERSION);
    if (version == null) {
      return null;
    }
    String text = text(version);
    if (!properties.isEmpty() && !properties.contains(text)) {
      faults.add(
          version,
          "'" + text + "' is not among the columns" + likely(text, properties) + "; list it");
    }
    return text;
  }

  private @Nullable Owners owners(YamlNode value) {
    SortedSet<String> services = new TreeSet<>();
    boolean isTold = false;
    for (YamlNode each : value.isList() ? items(value) : List.of(value)) {
      String service = faults.take(each::text);
      if (service == null) {
        isTold = true;
      } else if (!services.add(service)) {
        faults.add(each, "'" + service + "' is there twice; name it once");
      }
    }
    if (services.isEmpty() && !isTold) {
      faults.block(value, OWNER + " names nobody: write a service.name, or a list of them");
    }
    return services.isEmpty() ? null : new Owners(services, line(value));
  }

  private @Nullable WriteException exception(YamlNode node, @Nullable Owners owners) {
    return faults.take(
        () -> {
          Map<String, YamlNode> fields = node.fields("service", "until", "reason");
          YamlNode service = fields.get("service");
          YamlNode until = fields.get("until");
          if (service == null) {
            throw node.fault("the exception names no service: add 'service'");
          }
          if (until == null) {
            throw node.fault("the exception never ends: add its last day, 'until: 2026-12-31'");
          }
          LocalDate day = until.date();
          YamlNode reason = fields.get("reason");
          if (reason == null || text(reason).isEmpty()) {
            faults.add(node, "nobody says why " + service.text() + " may write: add 'reason'");
          }
          if (owners != null && owners.services().contains(service.text())) {
            faults.add(
                service, service.text() + " owns the table and needs no exception: delete it");
          }
          return new WriteException(service.text(), day, text(reason), line(node));
        });
  }

  /** Our own among the custom properties; the others are somebody else's. */
  private Map<String, YamlNode> own(
      YamlNode of, @Nullable YamlNode properties, List<String> allowed) {
    List<String> ours = List.of(OWNER, CONTROL, VERSION, EXCEPTIONS);
    Map<String, YamlNode> own = new LinkedHashMap<>();
    for (YamlNode each : items(properties)) {
      Map<String, YamlNode> fields = fields(each, "a custom property has a name: 'property'");
      YamlNode property = fields.get("property");
      String name = text(property);
      YamlNode value = fields.get("value");
      if (property == null) {
        faults.add(each, "the custom property has no name: add 'property'");
      } else if (!ours.contains(name)) {
        String likely = likely(name, ours);
        if (!likely.isEmpty()) {
          faults.block(property, "'" + name + "' is not known" + likely);
        }
      } else if (!allowed.contains(name)) {
        faults.block(property, "'" + name + "' belongs to " + place(name) + ": move it there");
      } else if (value == null) {
        faults.block(each, "'" + name + "' has no value: add 'value'");
      } else if (own.putIfAbsent(name, value) != null) {
        faults.block(property, "'" + name + "' is here twice; keep one of them");
      }
    }
    return own;
  }

  private static String place(String name) {
    return name.equals(OWNER) ? "a table or a column" : "a table";
  }

  private Map<String, YamlNode> fields(YamlNode node, String otherwise, String... ours) {
    Map<String, YamlNode> fields = new LinkedHashMap<>();
    List<YamlNode.Field> all = faults.take(() -> node.allFields(otherwise));
    if (all != null) {
      for (YamlNode.Field field : all) {
        String name = text(field.name());
        fields.put(name, field.value());
        String likely = ODCS.contains(name) ? "" : likely(name, List.of(ours));
        if (!likely.isEmpty() && !List.of(ours).contains(name)) {
          faults.block(field.name(), "'" + name + "' is not known" + likely);
        }
      }
    }
    return fields;
  }

  /** The name that was meant, if it is clear which one. */
  private static String likely(String name, Iterable<String> names) {
    List<String> all = new ArrayList<>();
    names.forEach(all::add);
    String plain = plain(name);
    for (String each : all) {
      int distance = YamlNode.distance(plain, plain(each));
      if (!each.equals(name) && distance <= Math.min(2, each.length() / 4)) {
        return ": did you mean '" + each + "'?";
      }
    }
    return "";
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private List<YamlNode> items(@Nullable YamlNode list) {
    List<YamlNode> items = list == null ? null : faults.take(list::items);
    return items == null ? List.of() : items;
  }

  /** Empty where it is absent or no single value. */
  private String text(@Nullable YamlNode node) {
    String text = node == null ? null : faults.take(node::text);
    return text == null ? "" : text;
  }

  private SourceLine line(YamlNode node) {
    return new SourceLine(file, node.line());
  }
}
