package io.racetrace.anomalies;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a party has to say to what it was told.
 *
 * @param text the rows of a query, each in parentheses; how many rows a change hit; the id of the
 *     trace that was entered; the message of a refusal
 * @param state the SQLSTATE with which the database refused it; empty if it did not
 */
record Answer(String text, String state) {

  static Answer of(String text) {
    return new Answer(text, "");
  }

  boolean isRefused() {
    return !state.isEmpty();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(text);
    out.writeUTF(state);
    out.flush();
  }

  static Answer read(DataInputStream in) throws IOException {
    return new Answer(in.readUTF(), in.readUTF());
  }
}
