@NullMarked
package io.racetrace.lab.measure;

import org.jspecify.annotations.NullMarked;
