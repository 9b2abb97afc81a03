/** What decoders of all formats share: lines, JSON, ids, and the counting of faults. */
@NullMarked
package io.racetrace.sources.decode;

import org.jspecify.annotations.NullMarked;
