/**
 * What every service of the lab shares; a service imports {@link
 * io.racetrace.servicebase.ServiceBase}.
 */
@NullMarked
package io.racetrace.servicebase;

import org.jspecify.annotations.NullMarked;
