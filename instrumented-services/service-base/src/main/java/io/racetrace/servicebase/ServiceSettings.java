package io.racetrace.servicebase;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What a service is told from outside; {@code service-base.properties} has the defaults and the
 * environment variables.
 *
 * @param exhibit the exhibit that the service belongs to; the first half of a database's name
 * @param forms the forms that it knows
 * @param form the form that it starts with
 * @param databaseUrl a JDBC URL with {@code {database}} where the name goes
 * @param databaseConnections the most connections to one database
 * @param redisUrl where the events are
 * @param lockRedisUrl where the locks are
 * @param telemetry whether {@code libraries} make the spans or the {@code agent} of the JVM
 * @param otlpEndpoints where spans are sent over HTTP, all to each, without {@code /v1/traces}
 * @param otlpMetricsUrls where metrics are sent over HTTP, all to each; often nowhere
 */
@ConfigurationProperties("service")
public record ServiceSettings(
    String exhibit,
    List<String> forms,
    String form,
    String databaseUrl,
    String databaseUser,
    String databasePassword,
    int databaseConnections,
    String redisUrl,
    String lockRedisUrl,
    String telemetry,
    List<String> otlpEndpoints,
    List<String> otlpMetricsUrls) {}
