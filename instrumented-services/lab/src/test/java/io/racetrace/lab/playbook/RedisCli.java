package io.racetrace.lab.playbook;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What redis-cli does when its output is not a terminal, for machines without it: sends one command
 * to a real Redis, and prints the answer.
 */
final class RedisCli {
  private RedisCli() {}

  /** The port, then what one gives redis-cli; {@code -h} is taken and not heeded. */
  public static void main(String[] args) throws IOException {
    List<String> command = new ArrayList<>(List.of(args).subList(1, args.length));
    if (command.get(0).equals("-h")) {
      command.subList(0, 2).clear();
    }
    System.out.println(ask(Integer.parseInt(args[0]), command));
  }

  static String ask(int port, List<String> command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(("*" + command.size() + "\r\n").getBytes(StandardCharsets.UTF_8));
      for (String word : command) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
        request.writeBytes(bytes);
        request.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
      }
      socket.getOutputStream().write(request.toByteArray());
      return answer(new BufferedInputStream(socket.getInputStream()));
    }
  }

  private static String answer(InputStream in) throws IOException {
    int kind = in.read();
    String head = line(in);
    if (kind == '$') {
      int length = Integer.parseInt(head);
      return length < 0 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
    if (kind == '*') {
      List<String> all = new ArrayList<>();
      for (int i = Integer.parseInt(head); i > 0; i--) {
        all.add(answer(in));
        if (i > 1 && in.read() < 0) {
          break;
        }
      }
      return String.join("\n", all);
    }
    return head;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
      line.write(next);
    }
    in.read();
    return line.toString(StandardCharsets.UTF_8);
  }
}
