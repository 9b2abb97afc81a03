/** Which form of an exhibit, racy or safe, a service runs at present. */
@NullMarked
package io.racetrace.servicebase.form;

import org.jspecify.annotations.NullMarked;
