package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.racetrace.cli.RacetraceCommandLine;
import io.racetrace.lab.stage.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the load says when it can't be sent; that it can is seen with docker compose. */
class LoadCommandTest {
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void nobodyAnswers() {
    for (String service : new String[] {"INGRESS", "OPERATOR", "ORDER", "REFERRAL"}) {
      environment.put(service + "_URL", "http://127.0.0.1:" + FreePorts.find(1).get(0));
    }
  }

  @Test
  void services_that_somebody_chose_not_to_start_are_named() {
    assertThat(load()).isEqualTo(2);
    assertThat(out.toString())
        .contains("loyalty-points: skipped, order-service and referral-service do not run")
        .contains("health-record: skipped, ingress-service and operator-service do not run");
    assertThat(err.toString()).contains("no services run at the addresses given");
  }

  @Test
  void half_a_pair_is_a_failure_and_names_the_missing_half() throws IOException {
    HttpServer order =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    order.createContext(
        "/lab/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    order.start();
    try {
      environment.put("ORDER_URL", "http://127.0.0.1:" + order.getAddress().getPort());

      assertThat(load()).isEqualTo(2);
      assertThat(err.toString()).contains("racetrace load: referral-service does not answer");
    } finally {
      order.stop(0);
    }
  }

  @Test
  void a_form_that_nobody_knows_is_refused() {
    assertThat(load("--form", "hopeful")).isEqualTo(2);
    assertThat(err.toString()).contains("no service knows the form hopeful");
  }

  @Test
  void a_load_without_records_is_refused() {
    assertThat(load("--records", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("a load needs records, operations and concurrency");
  }

  private int load(String... options) {
    List<String> words = new ArrayList<>(List.of("load"));
    Collections.addAll(words, options);
    return RacetraceCommandLine.create(new LoadCommand(environment::get))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words.toArray(String[]::new));
  }
}
