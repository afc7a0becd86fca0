package dev.drover.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The bytes of every token in one array, read once, so that turning tokens into text is free. */
final class PieceTable {
  private final byte[] bytes;
  private final int[] offsets;

  private PieceTable(byte[] bytes, int[] offsets) {
    this.bytes = bytes;
    this.offsets = offsets;
  }

  /** Reads all pieces, special tokens rendered. */
  static PieceTable read(LlamaVocabularyLibrary library, MemorySegment vocab, int size) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(size * 8);
    int[] offsets = new int[size + 1];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(256);
      for (int token = 0; token < size; token++) {
        int length = library.piece(vocab, token, buffer, (int) buffer.byteSize(), 0, true);
        if (length < 0) {
          buffer = arena.allocate(-length);
          length = library.piece(vocab, token, buffer, -length, 0, true);
        }
        all.writeBytes(buffer.asSlice(0, length).toArray(JAVA_BYTE));
        offsets[token + 1] = all.size();
      }
    }
    return new PieceTable(all.toByteArray(), offsets);
  }

  byte[] piece(int token) {
    return Arrays.copyOfRange(bytes, offsets[token], offsets[token + 1]);
  }

  int length(int token) {
    return offsets[token + 1] - offsets[token];
  }

  void copy(int token, byte[] into, int at) {
    System.arraycopy(bytes, offsets[token], into, at, length(token));
  }
}
