/**
 * The lab: {@link io.racetrace.lab.Lab} is everything that runs, {@link io.racetrace.lab.Exhibit}
 * what is done with it, {@link io.racetrace.lab.Truth} what the database says about it afterwards.
 */
@NullMarked
package io.racetrace.lab;

import org.jspecify.annotations.NullMarked;
