@NullMarked
package io.racetrace.cli.page;

import org.jspecify.annotations.NullMarked;
