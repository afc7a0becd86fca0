package dev.drover.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

/**
 * Calls {@code llama_tokenize} so that no text can end the process.
 *
 * <p>Byte pair encoding first splits the text with {@code std::regex}, whose depth of recursion
 * grows with the longest run without white space (or of it): some 10,000 letters in a row overflow
 * a thread's stack. Up to 1 KiB a character was measured over both libraries. So long runs are
 * tokenized on a thread with a stack to match, and runs that are longer still in parts.
 */
final class Tokenizer {
  private static final int LONGEST_RUN = 16 << 10;
  private static final int LONGEST_RUN_ON_ANY_STACK = 256;
  private static final long STACK_PER_BYTE = 4 << 10; // a match spans up to two runs
  private static final long STACK_BASE = 4 << 20;

  private final LlamaVocabularyLibrary library;
  private final MemorySegment vocabulary;
  private final boolean bytePairs;
  private final boolean canAddSpecial;

  Tokenizer(LlamaVocabularyLibrary library, MemorySegment vocabulary, VocabularyType type) {
    this.library = library;
    this.vocabulary = vocabulary;
    bytePairs = type == VocabularyType.BYTE_PAIR;
    canAddSpecial = canAddSpecial(type);
  }

  /** Native code aborts when it has to add a token that the model does not name. */
  private boolean canAddSpecial(VocabularyType type) {
    boolean wordPiece = type == VocabularyType.WORD_PIECE;
    boolean bos = library.addsBos(vocabulary) || wordPiece;
    return (!bos || library.bos(vocabulary) >= 0)
        && (!library.addsEos(vocabulary) || library.eos(vocabulary) >= 0)
        && (!wordPiece || library.sep(vocabulary) >= 0);
  }

  int[] tokenize(byte[] bytes, boolean addSpecial, boolean parseSpecial) {
    // Native code throws at some invalid sequences; elsewhere it makes them U+FFFD, as Java does.
    byte[] utf8 = new String(bytes, UTF_8).getBytes(UTF_8);
    boolean add = addSpecial && canAddSpecial;
    int run = bytePairs ? longestRun(utf8) : 0;
    if (run <= LONGEST_RUN_ON_ANY_STACK) {
      return call(utf8, add, parseSpecial);
    }
    if (run <= LONGEST_RUN) {
      return onStack(STACK_BASE + STACK_PER_BYTE * run, () -> call(utf8, add, parseSpecial));
    }
    long stack = STACK_BASE + STACK_PER_BYTE * LONGEST_RUN;
    return onStack(stack, () -> callInParts(utf8, add, parseSpecial));
  }

  /** Byte pair encoding adds its special tokens before and after, whatever is between. */
  private int[] callInParts(byte[] utf8, boolean add, boolean parseSpecial) {
    List<int[]> parts = new ArrayList<>();
    if (add && library.addsBos(vocabulary)) {
      parts.add(new int[] {library.bos(vocabulary)});
    }
    for (byte[] part : split(utf8)) {
      parts.add(call(part, false, parseSpecial));
    }
    if (add && library.addsEos(vocabulary)) {
      parts.add(new int[] {library.eos(vocabulary)});
    }
    return parts.stream().flatMapToInt(IntStream::of).toArray();
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  static int longestRun(byte[] utf8) {
    int longest = 0;
    int start = 0;
    for (int i = 1; i <= utf8.length; i++) {
      if (i == utf8.length || isSpace(utf8[i]) != isSpace(utf8[i - 1])) {
        longest = Math.max(longest, i - start);
        start = i;
      }
    }
    return longest;
  }

  /** Cuts runs that are too long, never inside a character. */
  static List<byte[]> split(byte[] utf8) {
    List<byte[]> parts = new ArrayList<>();
    int from = 0;
    int run = 0;
    for (int i = 1; i < utf8.length; i++) {
      run = isSpace(utf8[i]) == isSpace(utf8[i - 1]) ? run + 1 : 0;
      boolean beginsCharacter = (utf8[i] & 0xc0) != 0x80;
      // Three bytes to spare for the rest of a character, and bytes that never begin one.
      if (run >= LONGEST_RUN - 4 && (beginsCharacter || run >= LONGEST_RUN - 1)) {
        parts.add(Arrays.copyOfRange(utf8, from, i));
        from = i;
        run = 0;
      }
    }
    parts.add(Arrays.copyOfRange(utf8, from, utf8.length));
    return parts;
  }

  private static int[] onStack(long bytes, Callable<int[]> call) {
    FutureTask<int[]> task = new FutureTask<>(call);
    Thread thread = new Thread(null, task, "drover-tokenizer", bytes);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true; // the native call cannot be interrupted and uses the vocabulary
        } catch (ExecutionException e) {
          throw e.getCause() instanceof RuntimeException cause
              ? cause
              : new LlamaException("Tokenizing failed", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private int[] call(byte[] utf8, boolean add, boolean parseSpecial) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(Math.max(1, utf8.length));
      MemorySegment.copy(utf8, 0, text, JAVA_BYTE, 0, utf8.length);
      int room = utf8.length + 8;
      MemorySegment tokens = arena.allocate(JAVA_INT, room);
      int count = library.tokenize(vocabulary, text, utf8.length, tokens, room, add, parseSpecial);
      if (count < 0) {
        room = -count;
        tokens = arena.allocate(JAVA_INT, room);
        count = library.tokenize(vocabulary, text, utf8.length, tokens, room, add, parseSpecial);
      }
      if (count < 0) {
        throw new LlamaException("llama_tokenize returned " + count);
      }
      return tokens.asSlice(0, 4L * count).toArray(JAVA_INT);
    }
  }
}
