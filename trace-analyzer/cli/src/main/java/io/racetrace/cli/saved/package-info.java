/** Reports that were saved as JSON, read again. */
@NullMarked
package io.racetrace.cli.saved;

import org.jspecify.annotations.NullMarked;
