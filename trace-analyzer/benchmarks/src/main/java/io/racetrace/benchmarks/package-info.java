/**
 * How fast it is. {@code mvn -q -pl trace-analyzer/benchmarks -am package -DskipTests}, then {@code
 * java -jar trace-analyzer/benchmarks/target/benchmarks.jar Statements}: figures are statements per
 * second on one core.
 */
@NullMarked
package io.racetrace.benchmarks;

import org.jspecify.annotations.NullMarked;
