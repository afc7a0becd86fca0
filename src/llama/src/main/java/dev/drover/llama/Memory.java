package dev.drover.llama;

import static java.lang.foreign.MemorySegment.NULL;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * What a context remembers: one line of positions per sequence, in cells that sequences can share.
 *
 * <p>Obeys the thread rule of its {@link Context}. Where a model's memory cannot be cut ({@link
 * MemoryKind}), methods answer false and change nothing; {@link #remove} and {@link #clear} always
 * work.
 */
public final class Memory {
  private final Context context;
  private final LlamaMemoryLibrary library;
  private final MemorySegment handle;
  private final MemoryKind kind;
  private final int window;
  private final boolean shiftable;
  private final int[] next;
  private final int[] planned;

  Memory(
      Context context,
      LlamaMemoryLibrary library,
      MemorySegment handle,
      MemoryKind kind,
      int window,
      int maxSequences) {
    this.context = context;
    this.library = library;
    this.handle = handle;
    this.kind = kind;
    this.window = window;
    // Whether positions can move is fixed with the model; recurrent states have none to move.
    shiftable = kind == MemoryKind.FULL && library.canShift(handle);
    next = new int[maxSequences];
    planned = new int[maxSequences];
  }

  /** What can be taken back in this context; {@code FULL} also where a window is kept in full. */
  public MemoryKind kind() {
    return kind;
  }

  /** Positions that a sequence holds, which is the position that its next token takes. */
  public int length(int sequence) {
    return next[check(sequence)];
  }

  /** Last position of a sequence, -1 if it is empty. */
  public int lastPosition(int sequence) {
    return next[check(sequence)] - 1;
  }

  /** Forgets a sequence. */
  public void remove(int sequence) {
    check(sequence);
    context.enter();
    try {
      forget(sequence);
    } finally {
      context.exit();
    }
  }

  /** Whether {@link #removeTail} would succeed. */
  public boolean canRemoveTail(int sequence, int from) {
    int length = next[check(sequence)];
    if (from <= 0 || from >= length || kind.canCut()) {
      return true;
    }
    if (kind != MemoryKind.SLIDING_WINDOW) {
      return false;
    }
    context.enter();
    try {
      return library.firstPosition(handle, sequence) <= Math.max(0, from - window);
    } finally {
      context.exit();
    }
  }

  /**
   * Forgets the positions of a sequence from {@code from} on.
   *
   * @return false, and nothing is changed, if this memory cannot be cut there
   */
  public boolean removeTail(int sequence, int from) {
    if (from < 0) {
      throw new IllegalArgumentException("from must not be negative, given " + from);
    }
    if (!canRemoveTail(sequence, from)) {
      return false;
    }
    if (from >= next[sequence]) {
      return true;
    }
    context.enter();
    try {
      if (from == 0) {
        forget(sequence);
        return true;
      }
      boolean removed = library.remove(handle, sequence, from, Integer.MAX_VALUE);
      if (removed) {
        next[sequence] = from;
      }
      return removed;
    } finally {
      context.exit();
    }
  }

  /**
   * Lets an empty sequence begin with the first {@code length} positions of another. The cells are
   * shared: nothing is computed or copied, except for recurrent states.
   *
   * @return false, and nothing is changed, if this memory cannot be cut there
   * @throws IllegalArgumentException if the source is shorter, or target and source are one
   * @throws IllegalStateException if the target is not empty
   */
  public boolean copyPrefix(int source, int target, int length) {
    check(source);
    check(target);
    if (source == target) {
      throw new IllegalArgumentException("source and target are both " + source);
    }
    if (length < 1 || length > next[source]) {
      throw new IllegalArgumentException(
          "length must be at least 1 and at most %d, given %d".formatted(next[source], length));
    }
    if (next[target] != 0) {
      throw new IllegalStateException(
          "sequence %d is not empty: it holds %d positions".formatted(target, next[target]));
    }
    boolean whole = length == next[source];
    if (!whole && !canRemoveTail(source, length)) {
      return false;
    }
    context.enter();
    try {
      library.copy(handle, source, target, 0, whole ? Integer.MAX_VALUE : length);
      next[target] = length;
      return true;
    } finally {
      context.exit();
    }
  }

  /**
   * Lets a sequence use the cells of another for the positions [from, to) instead of its own. Both
   * must hold the same tokens up to there.
   *
   * @return false, and nothing is changed, if this memory cannot be cut anywhere
   * @throws IllegalArgumentException if the range is not inside both sequences, or they are one
   */
  public boolean replace(int source, int target, int from, int to) {
    int most = Math.min(next[check(source)], next[check(target)]);
    if (source == target) {
      throw new IllegalArgumentException("source and target are both " + source);
    }
    if (from < 0 || to <= from || to > most) {
      throw new IllegalArgumentException(
          "range must lie inside 0 to %d, given %d to %d".formatted(most, from, to));
    }
    if (kind != MemoryKind.FULL) {
      return false;
    }
    context.enter();
    try {
      if (!library.remove(handle, target, from, to)) {
        return false;
      }
      library.copy(handle, source, target, from, to);
      return true;
    } finally {
      context.exit();
    }
  }

  /** Whether {@link #discard} works for this model. */
  public boolean canDiscard() {
    return shiftable;
  }

  /**
   * Forgets the positions [from, from + count) of a sequence and moves the later ones down, which
   * makes room in a conversation that has outgrown its context.
   *
   * @return false, and nothing is changed, if positions cannot move in this memory
   * @throws IllegalArgumentException if the range is not inside the sequence
   */
  public boolean discard(int sequence, int from, int count) {
    int length = next[check(sequence)];
    if (from < 0 || count < 1 || count > length - from) {
      throw new IllegalArgumentException(
          "range must lie inside 0 to %d, given %d positions from %d"
              .formatted(length, count, from));
    }
    if (!shiftable) {
      return false;
    }
    context.enter();
    try {
      int end = from + count;
      library.remove(handle, sequence, from, end);
      if (end < length) {
        library.shift(handle, sequence, end, length, -count);
      }
      next[sequence] = length - count;
      return true;
    } finally {
      context.exit();
    }
  }

  /** Forgets every sequence but one. */
  public void keep(int sequence) {
    check(sequence);
    context.enter();
    try {
      for (int other = 0; other < next.length; other++) {
        if (other != sequence && next[other] > 0) {
          forget(other);
        }
      }
    } finally {
      context.exit();
    }
  }

  /** Forgets everything. */
  public void clear() {
    context.enter();
    try {
      if (!handle.equals(NULL)) {
        library.clear(handle);
      }
      Arrays.fill(next, 0);
    } finally {
      context.exit();
    }
  }

  private void forget(int sequence) {
    if (kind != MemoryKind.NONE) {
      library.remove(handle, sequence, 0, Integer.MAX_VALUE);
    }
    next[sequence] = 0;
  }

  private int check(int sequence) {
    if (sequence < 0 || sequence >= next.length) {
      throw new IllegalArgumentException(
          "sequence must be at least 0 and below %d, given %d".formatted(next.length, sequence));
    }
    return sequence;
  }

  /**
   * Refuses a batch that does not continue the sequences: native code would fail or compute
   * nonsense.
   */
  void plan(Batch batch) {
    if (kind == MemoryKind.NONE) {
      Arrays.fill(planned, 0);
    } else {
      System.arraycopy(next, 0, planned, 0, next.length);
    }
    for (int row = 0; row < batch.size(); row++) {
      int sequence = batch.sequence(row);
      int position = batch.position(row);
      if (position != planned[sequence]) {
        throw new IllegalArgumentException(
            "row %d of the batch: position of sequence %d must be %d, given %d"
                .formatted(row, sequence, planned[sequence], position));
      }
      planned[sequence]++;
    }
  }

  /** The planned batch was computed. */
  void commit() {
    if (kind != MemoryKind.NONE) {
      System.arraycopy(planned, 0, next, 0, next.length);
    }
  }

  /** The planned batch failed: takes back what native code may have kept of it. */
  void rollBack() {
    if (kind == MemoryKind.NONE) {
      return;
    }
    for (int sequence = 0; sequence < next.length; sequence++) {
      boolean touched = planned[sequence] != next[sequence];
      if (!touched || library.lastPosition(handle, sequence) == next[sequence] - 1) {
        continue;
      }
      if (next[sequence] == 0
          || !kind.canCut()
          || !library.remove(handle, sequence, next[sequence], Integer.MAX_VALUE)) {
        forget(sequence);
      }
    }
  }

  /** A state with this many positions was loaded into a sequence. */
  void loaded(int sequence, int length) {
    next[sequence] = length;
  }

  /** Moves cells together; false if there is nothing to gain. */
  boolean defragment() {
    return kind == MemoryKind.FULL && library.defragment(handle);
  }

  /** What native code says, for tests: must agree with {@link #lastPosition}. */
  int nativeLastPosition(int sequence) {
    return library.lastPosition(handle, check(sequence));
  }
}
