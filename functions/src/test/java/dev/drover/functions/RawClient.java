package dev.drover.functions;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** An HTTP client that reads when it wants to and may hang up. */
final class RawClient implements AutoCloseable {
  private final Socket socket = new Socket();

  /** Sends JSON with further header lines, each ending in {@code \r\n}. */
  RawClient(URI root, String path, String headers, String json) throws IOException {
    // A small window, so that little can be under way to a client that does not read.
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(root.getHost(), root.getPort()));
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
            + headers
            + "Connection: close\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
  }

  /** Waits for the first bytes of the reply. */
  void awaitReply() throws IOException {
    InputStream in = socket.getInputStream();
    if (in.read() < 0) {
      throw new IOException("no reply");
    }
  }

  /** Reads until the server closes the connection. */
  String readToEnd() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
