package io.racetrace.agent;

import io.opentelemetry.javaagent.extension.AgentListener;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says at the start that nothing of this works where the agent is configured by a file: it does not
 * ask {@link RecordKeys} then.
 */
public final class ConfigurationFileWarning implements AgentListener {

  @Override
  public void afterAgent(AutoConfiguredOpenTelemetrySdk sdk) {
    String file = file(System.getProperty("otel.config.file"), System.getenv("OTEL_CONFIG_FILE"));
    if (file != null) {
      Logger.getLogger("io.racetrace.agent")
          .log(
              Level.WARNING,
              "racetrace does nothing here: the agent is configured by otel.config.file, which"
                  + " leaves out extensions of this kind. Set the agent up by properties or the"
                  + " environment instead");
    }
  }

  private static @Nullable String file(@Nullable String property, @Nullable String variable) {
    String file = property != null ? property : variable;
    return file == null || file.isBlank() ? null : file;
  }
}
