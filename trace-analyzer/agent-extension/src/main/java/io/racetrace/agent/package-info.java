/**
 * Runs inside the user's service: says which record each statement of a SQL client is about, and
 * takes out of what is exported everything that could tell of people.
 */
@NullMarked
package io.racetrace.agent;

import org.jspecify.annotations.NullMarked;
