package io.racetrace.sources.receive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A line in the making. */
final class Line extends ByteArrayOutputStream {

  Line(int expectedBytes) {
    super(expectedBytes);
  }

  /** Ends the line; its bytes, without a copy of them. */
  ByteBuffer end() {
    write('\n');
    return ByteBuffer.wrap(buf, 0, count);
  }
}
