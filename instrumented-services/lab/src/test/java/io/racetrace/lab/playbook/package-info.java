/** The pages on rules, followed step by step on the lab's stores. */
@NullMarked
package io.racetrace.lab.playbook;

import org.jspecify.annotations.NullMarked;
