/** What the lab needs of the Java agent to steer a service; nothing in here is for users. */
@NullMarked
package io.racetrace.labextension;

import org.jspecify.annotations.NullMarked;
