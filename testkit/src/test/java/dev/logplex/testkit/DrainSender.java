package dev.logplex.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Random;

/** A blocking, correct sender of drain requests over one connection. */
final class DrainSender implements AutoCloseable {

  private final Socket socket;
  private final LineBlock block;
  private final byte[] answer = new byte[4096];
  private long next;

  DrainSender(int port, int lines) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(500);
    block =
        LineBlock.render(
            "<190>1 2026-03-01T08:15:30+00:00 host app web.1 - ",
            1,
            lines,
            200,
            '\n',
            new Random(1));
  }

  /** Sends the next lines; the first line of the answer. */
  String send() throws IOException {
    return send(next);
  }

  String send(long first) throws IOException {
    block.stamp(first);
    String head =
        "POST /drain HTTP/1.1\r\nHost: x\r\nContent-Type: application/logplex-1\r\n"
            + "Logplex-Msg-Count: "
            + block.lines()
            + "\r\nLogplex-Frame-Id: F"
            + System.nanoTime()
            + "\r\nLogplex-Drain-Token: d.1\r\nLogplex-Seq: "
            + (first + 1)
            + "-"
            + (first + block.lines())
            + "\r\nContent-Length: "
            + block.octets().length
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(US_ASCII));
    socket.getOutputStream().write(block.octets());
    next = first + block.lines();
    InputStream in = socket.getInputStream();
    int length = in.read(answer);
    if (length < 0) {
      throw new EOFException("closed without an answer");
    }
    return new String(answer, 0, length, US_ASCII).lines().findFirst().orElse("");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
