/** What a Redis command reads and writes, as far as its text as instrumentations write it tells. */
@NullMarked
package io.racetrace.access.redis;

import org.jspecify.annotations.NullMarked;
