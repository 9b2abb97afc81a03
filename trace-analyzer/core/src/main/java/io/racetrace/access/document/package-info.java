/** What a document store's command reads and writes, as far as its text tells. */
@NullMarked
package io.racetrace.access.document;

import org.jspecify.annotations.NullMarked;
