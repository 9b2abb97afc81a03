/** YAML that people write, read so that whatever is wrong is named with its line and column. */
@NullMarked
package io.racetrace.cli.yaml;

import org.jspecify.annotations.NullMarked;
