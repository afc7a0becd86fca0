package dev.drover.engine.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes UTF-8 that arrives in pieces. A character whose bytes are incomplete is kept back until
 * the rest arrives; bytes that can be no character become U+FFFD, as {@code new String(bytes,
 * UTF_8)} does with the whole. Not thread-safe.
 */
public final class Utf8Stream {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer bytes = ByteBuffer.allocate(64);
  private CharBuffer chars = CharBuffer.allocate(64);

  /** Adds bytes and appends to {@code out} the characters they complete. */
  public void append(byte[] piece, StringBuilder out) {
    reserve(piece.length);
    bytes.put(piece);
    decode(false, out);
  }

  /** Appends what is left: U+FFFD for an incomplete character. The stream can be used anew. */
  public void finish(StringBuilder out) {
    decode(true, out);
    decoder.flush(chars);
    decoder.reset();
  }

  private void decode(boolean last, StringBuilder out) {
    bytes.flip();
    decoder.decode(bytes, chars, last);
    out.append(chars.flip());
    chars.clear();
    bytes.compact();
  }

  /** Makes room, so that one decode call never runs out of it: a byte yields at most one char. */
  private void reserve(int more) {
    int need = bytes.position() + more;
    if (need > bytes.capacity()) {
      bytes = ByteBuffer.allocate(2 * need).put(bytes.flip());
      chars = CharBuffer.allocate(2 * need);
    }
  }
}
