package dev.drover.jinja;

import java.util.AbstractList;

/** A range of integers. */
final class Range implements Value {
  private final long start;
  private final long stop;
  private final long step;
  private final int size;

  /**
   * Makes a range.
   *
   * @throws Fault if it has more than 100,000 elements, as in Jinja's sandbox
   */
  Range(long start, long stop, long step, long size) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.size = Math.toIntExact(size);
  }

  /** Returns a range of part of the elements. */
  Range slice(Slice.Indices indices) {
    long from = start + indices.start() * step;
    long by = step * indices.step();
    return new Range(from, start + indices.stop() * step, by, indices.length());
  }

  int size() {
    return size;
  }

  Object get(long index) {
    return start + index * step;
  }

  /** Returns the elements as a list that computes them. */
  AbstractList<Object> items() {
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        return Range.this.get(index);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  boolean contains(long value) {
    long offset = value - start;
    return size > 0 && offset % step == 0 && offset / step >= 0 && offset / step < size;
  }

  @Override
  public String typeName() {
    return "range";
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "start" -> start;
      case "stop" -> stop;
      case "step" -> step;
      default -> {
        Builtin method = SequenceMethods.find(name);
        yield method == null ? Missing.MISSING : new BoundMethod(this, method);
      }
    };
  }

  @Override
  public String text(Run run, int depth) {
    return step == 1
        ? "range(" + start + ", " + stop + ")"
        : "range(" + start + ", " + stop + ", " + step + ")";
  }
}
