@NullMarked
package io.racetrace.sources.file;

import org.jspecify.annotations.NullMarked;
