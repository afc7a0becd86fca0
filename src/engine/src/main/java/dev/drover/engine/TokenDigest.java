package dev.drover.engine;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells vocabularies apart. */
final class TokenDigest {
  private TokenDigest() {}

  /** The same text for vocabularies whose tokens have the same numbers and bytes, and end alike. */
  static String of(Tokenizer tokenizer) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
      for (int token = 0; token < tokenizer.size(); token++) {
        byte[] bytes = tokenizer.bytes(token);
        digest.update(length.clear().putInt(bytes.length).flip());
        digest.update(bytes);
      }
      for (int end : tokenizer.endOfGeneration()) {
        digest.update(length.clear().putInt(end).flip());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
