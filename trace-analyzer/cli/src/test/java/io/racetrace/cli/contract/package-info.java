@NullMarked
package io.racetrace.cli.contract;

import org.jspecify.annotations.NullMarked;
