package io.racetrace.emitters;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The program: tells the story once through each emitter that is named on its command line, below a
 * span of that name.
 */
public final class Emitters {

  static final Map<String, Emitter.Maker> ALL = all();

  private Emitters() {}

  /**
   * @param args {@code postgres=PORT redis=PORT mongo=PORT kafka=PORT}, and names of emitters
   */
  public static void main(String[] args) throws Exception {
    Stores stores = Stores.of(args);
    if (stores.emitters().contains("datasource-micrometer")) {
      StandardOutputExporter.installUnlessThereIsAnAgent();
    }
    for (String name : stores.emitters()) {
      Emitter.Maker emitter = ALL.get(name);
      if (emitter == null) {
        throw new IllegalArgumentException("no emitter is called " + name);
      }
      tell(name, emitter.make(stores));
    }
  }

  private static void tell(String name, Emitter emitter) throws Exception {
    try {
      Span story =
          GlobalOpenTelemetry.getTracer("story")
              .spanBuilder("story " + name)
              .setSpanKind(SpanKind.SERVER)
              .startSpan();
      try {
        Context.current()
            .with(story)
            .wrap(
                () -> {
                  emitter.tell();
                  return name;
                })
            .call();
      } finally {
        story.end();
      }
    } finally {
      emitter.close();
    }
  }

  private static Map<String, Emitter.Maker> all() {
    Map<String, Emitter.Maker> all = new LinkedHashMap<>();
    all.put("jdbc", JdbcPreparedStatements::new);
    all.put("jdbc-batch", JdbcBatches::new);
    all.put("jdbc-literals", JdbcLiterals::new);
    all.put("hibernate", HibernateEntities::new);
    all.put("jooq", JooqStatements::new);
    all.put("r2dbc", R2dbcStatements::new);
    all.put("lettuce", LettuceCommands::new);
    all.put("jedis", JedisCommands::new);
    all.put("redisson", RedissonBuckets::new);
    all.put("vertx-redis", VertxRedisCommands::new);
    all.put("mongo", MongoDocuments::new);
    all.put("kafka", KafkaMessages::new);
    all.put("datasource-micrometer", MicrometerDataSource::new);
    all.put("spring-boot-starter", SpringBootStarter::new);
    return all;
  }
}
