/** Changing a device's health record, in the form that is selected at run time. */
@NullMarked
package io.racetrace.healthrecord;

import org.jspecify.annotations.NullMarked;
