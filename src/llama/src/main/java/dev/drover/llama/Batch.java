package dev.drover.llama;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The tokens of one {@link Context#decode}, of any number of sequences.
 *
 * <p>Made by {@link Context#newBatch} for that context and reused: {@link #clear}, {@link #add},
 * decode. Each row is checked when it is added. A prefix that several sequences share is decoded
 * once and passed on with {@link Memory#copyPrefix}. Not thread-safe. Its native memory is freed by
 * the garbage collector.
 */
public final class Batch {
  private final Context context;
  private final int capacity;
  private final int vocabularySize;
  private final int maxSequences;
  private final int positionLimit;
  private final boolean everyRow;
  private final MemorySegment struct;
  private final MemorySegment tokens;
  private final MemorySegment positions;
  private final MemorySegment sequences;
  private final MemorySegment outputs;
  private int size;
  private int outputCount;

  Batch(Context context, int capacity, int vocabularySize, int maxSequences, int positionLimit) {
    this.context = context;
    this.capacity = capacity;
    this.vocabularySize = vocabularySize;
    this.maxSequences = maxSequences;
    this.positionLimit = positionLimit;
    this.everyRow = context.options().embeddings();
    Arena arena = Arena.ofAuto();
    struct = arena.allocate(Signatures.BATCH);
    tokens = arena.allocate(JAVA_INT, capacity);
    positions = arena.allocate(JAVA_INT, capacity);
    sequences = arena.allocate(JAVA_INT, capacity);
    outputs = arena.allocate(capacity);
    MemorySegment counts = arena.allocate(JAVA_INT, capacity);
    MemorySegment lists = arena.allocate(ADDRESS, capacity);
    for (int i = 0; i < capacity; i++) {
      counts.setAtIndex(JAVA_INT, i, 1);
      lists.setAtIndex(ADDRESS, i, sequences.asSlice(4L * i, 4));
    }
    struct.set(ADDRESS, 8, tokens);
    struct.set(ADDRESS, 16, NULL); // embd
    struct.set(ADDRESS, 24, positions);
    struct.set(ADDRESS, 32, counts);
    struct.set(ADDRESS, 40, lists);
    struct.set(ADDRESS, 48, outputs);
  }

  /** Most rows. */
  public int capacity() {
    return capacity;
  }

  /** Rows added since {@link #clear}. */
  public int size() {
    return size;
  }

  /** Rows that ask for an output. */
  public int outputs() {
    return outputCount;
  }

  /** Empties the batch. */
  public void clear() {
    size = 0;
    outputCount = 0;
  }

  /**
   * Adds a row. A sequence's rows come in the order of their positions, which continue what its
   * memory holds; {@link Context#decode} checks that.
   *
   * @param token a token of the vocabulary
   * @param position position in its sequence, from 0
   * @param sequence the sequence
   * @param output whether logits (or an embedding) are wanted for this row
   * @return the row, for {@link Context#logits}
   * @throws IllegalArgumentException naming the field, its limit and the value given
   */
  public int add(int token, int position, int sequence, boolean output) {
    if (size == capacity) {
      throw new IllegalArgumentException("batch is full: it holds %d rows".formatted(capacity));
    }
    check("token", token, vocabularySize);
    check("position", position, positionLimit);
    check("sequence", sequence, maxSequences);
    tokens.setAtIndex(JAVA_INT, size, token);
    positions.setAtIndex(JAVA_INT, size, position);
    sequences.setAtIndex(JAVA_INT, size, sequence);
    boolean wanted = output || everyRow;
    outputs.set(JAVA_BYTE, size, (byte) (wanted ? 1 : 0));
    outputCount += wanted ? 1 : 0;
    return size++;
  }

  private static void check(String field, int value, int limit) {
    if (value < 0 || value >= limit) {
      throw new IllegalArgumentException(
          "%s must be at least 0 and below %d, given %d".formatted(field, limit, value));
    }
  }

  /** Token of a row. */
  public int token(int row) {
    return tokens.getAtIndex(JAVA_INT, checkRow(row));
  }

  /** Position of a row. */
  public int position(int row) {
    return positions.getAtIndex(JAVA_INT, checkRow(row));
  }

  /** Sequence of a row. */
  public int sequence(int row) {
    return sequences.getAtIndex(JAVA_INT, checkRow(row));
  }

  /** Whether a row asks for an output. */
  public boolean isOutput(int row) {
    return outputs.get(JAVA_BYTE, checkRow(row)) != 0;
  }

  private int checkRow(int row) {
    if (row < 0 || row >= size) {
      throw new IllegalArgumentException(
          "row must be at least 0 and below %d, given %d".formatted(size, row));
    }
    return row;
  }

  boolean isOneSequence() {
    for (int row = 1; row < size; row++) {
      if (sequence(row) != sequence(0)) {
        return false;
      }
    }
    return true;
  }

  /** b4916 aborts when pooled sequences are not numbered below the number of rows. */
  void checkPooled() {
    for (int row = 0; row < size; row++) {
      if (sequence(row) >= size) {
        throw new IllegalArgumentException(
            "sequence of a pooled batch must be below its number of rows %d, given %d"
                .formatted(size, sequence(row)));
      }
    }
  }

  boolean belongsTo(Context other) {
    return context == other;
  }

  /** The C struct, valid while this batch is reachable. */
  MemorySegment struct() {
    struct.set(JAVA_INT, 0, size);
    return struct;
  }
}
