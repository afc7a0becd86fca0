package dev.drover.engine.constraint;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names for parts of a grammar that are the same for the same language written in the same way in
 * another grammar. Thread-safe.
 */
final class Digests {
  private final Nodes nodes;
  private final ConcurrentHashMap<Integer, byte[]> known = new ConcurrentHashMap<>();

  Digests(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * The name of a node.
   *
   * @param number of a node of at most {@link ConstraintLimits#MAX_SHARED_SIZE} in size, which
   *     bounds the recursion
   */
  byte[] of(int number) {
    int node = nodes.resolve(number);
    byte[] digest = known.get(node);
    if (digest == null) {
      MessageDigest sha = sha256();
      Node n = nodes.get(node);
      sha.update(ints(n.kind.ordinal(), n.min, n.max, n.parts.length));
      if (n.set != null) {
        sha.update(n.set.toByteArray());
      }
      for (int part : n.parts) {
        sha.update(of(part));
      }
      digest = sha.digest();
      known.put(node, digest);
    }
    return digest;
  }

  /** A digest to be fed. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Numbers as bytes. */
  static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }
}
