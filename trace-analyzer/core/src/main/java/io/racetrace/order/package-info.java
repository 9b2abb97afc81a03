/** What happened before what: by causality where spans show it, else by clocks within a bound. */
@NullMarked
package io.racetrace.order;

import org.jspecify.annotations.NullMarked;
