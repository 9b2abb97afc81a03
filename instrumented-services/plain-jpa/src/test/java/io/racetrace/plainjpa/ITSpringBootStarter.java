package io.racetrace.plainjpa;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.backoffice.BackOfficeApplication;
import io.racetrace.trace.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Without an agent: our jar beside OpenTelemetry's Spring Boot starter, and no line of code. */
class ITSpringBootStarter {

  private static final String EMAIL = "wilhelmine@example.org";

  @Test
  void our_jar_on_the_class_path_is_enough(@TempDir Path folder) throws Exception {
    try (ShopDatabase database = ShopDatabase.start(folder.resolve("postgres"));
        ExportedBytes exported = ExportedBytes.listen(folder.resolve("spans.jsonl"))) {
      SpringApplication application = new SpringApplication(BackOfficeApplication.class);
      application.setDefaultProperties(
          Map.of(
              "server.port",
              "0",
              "DATABASE_URL",
              database.url(),
              "otel.exporter.otlp.endpoint",
              exported.endpoint(),
              "otel.logs.exporter",
              "none"));
      try (ConfigurableApplicationContext context = application.run()) {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        String json = "{\"name\":\"Wilhelmine\",\"email\":\"" + EMAIL + "\"}";
        assertThat(send(port, "POST", "customers", json)).isEqualTo(201);
        assertThat(send(port, "PUT", "customers/1", "{\"phone\":\"493055501488\"}")).isEqualTo(200);
      }

      List<Span> spans = exported.spans();
      assertThat(spans)
          .anySatisfy(
              span -> {
                assertThat(span.attribute("racetrace.record.type")).isEqualTo("customers");
                assertThat(span.attribute("racetrace.record.key")).matches("[0-9a-f]{20}");
                assertThat(span.firstAttribute("db.statement", "db.query.text"))
                    .startsWith("update customers set");
              })
          .anySatisfy(span -> assertThat(span.name()).isEqualTo("COMMIT"));
      for (String value : List.of(EMAIL, "Wilhelmine", "493055501488", "db.query.parameter")) {
        assertThat(exported.text().contains(value)).as(value).isFalse();
      }
    }
  }

  private static int send(String port, String method, String path, String json) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
