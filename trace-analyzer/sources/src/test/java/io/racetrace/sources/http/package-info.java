@NullMarked
package io.racetrace.sources.http;

import org.jspecify.annotations.NullMarked;
