package dev.drover.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The bytes of every token, read when first asked for and kept, so that turning tokens into text
 * soon is free and loading a model does not wait for the whole vocabulary. Thread-safe.
 */
final class PieceTable {
  private static final int USUAL_LENGTH = 256;

  private final LlamaVocabularyLibrary library;
  private final MemorySegment vocab;
  private final Lifetime lifetime;
  private final AtomicReferenceArray<byte[]> pieces;

  /**
   * @param size how many tokens may be asked for
   * @param lifetime of the model, in which alone a piece can be read for the first time
   */
  PieceTable(LlamaVocabularyLibrary library, MemorySegment vocab, int size, Lifetime lifetime) {
    this.library = library;
    this.vocab = vocab;
    this.lifetime = lifetime;
    this.pieces = new AtomicReferenceArray<>(size);
  }

  byte[] piece(int token) {
    return known(token).clone();
  }

  int length(int token) {
    return known(token).length;
  }

  void copy(int token, byte[] into, int at) {
    byte[] piece = known(token);
    System.arraycopy(piece, 0, into, at, piece.length);
  }

  private byte[] known(int token) {
    byte[] piece = pieces.get(token);
    if (piece == null) {
      piece = read(token); // two threads may; they read the same
      pieces.set(token, piece);
    }
    return piece;
  }

  /** Special tokens rendered. */
  private byte[] read(int token) {
    lifetime.acquire();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(USUAL_LENGTH);
      int length = library.piece(vocab, token, buffer, USUAL_LENGTH, 0, true);
      if (length < 0) {
        buffer = arena.allocate(-length);
        length = library.piece(vocab, token, buffer, -length, 0, true);
      }
      return buffer.asSlice(0, length).toArray(JAVA_BYTE);
    } finally {
      lifetime.release();
    }
  }
}
