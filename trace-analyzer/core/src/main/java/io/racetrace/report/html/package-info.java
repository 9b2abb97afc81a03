/** The report as one HTML file that needs nothing else, neither a server nor a network. */
@NullMarked
package io.racetrace.report.html;

import org.jspecify.annotations.NullMarked;
