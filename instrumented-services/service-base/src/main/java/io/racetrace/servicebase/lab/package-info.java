/** The HTTP side door through which the lab steers a service. */
@NullMarked
package io.racetrace.servicebase.lab;

import org.jspecify.annotations.NullMarked;
