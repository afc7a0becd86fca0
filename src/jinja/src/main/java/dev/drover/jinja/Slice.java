package dev.drover.jinja;

import java.util.ArrayList;
import java.util.List;

/** A slice of a sequence. */
final class Slice {
  private Slice() {}

  /**
   * The elements that a slice picks, within bounds.
   *
   * @param stop just behind the last element when the step is 1
   */
  record Indices(long start, long stop, long step, long length) {

    /**
     * Resolves a slice's bounds, any of them None, against a length.
     *
     * @throws Fault if a bound is no int, or the step is zero
     */
    static Indices of(Object start, Object stop, Object step, long length) {
      long by = step == null ? 1 : bound(step);
      if (by == 0) {
        throw new Fault("slice step cannot be zero");
      }
      long first = by > 0 ? 0 : -1;
      long last = by > 0 ? length : length - 1;
      long from =
          start == null ? (by > 0 ? first : last) : clamp(bound(start), length, first, last);
      long to = stop == null ? (by > 0 ? last : first) : clamp(bound(stop), length, first, last);
      long distance = by > 0 ? to - from : from - to;
      long stride = by == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(by);
      long count = distance <= 0 ? 0 : (distance - 1) / stride + 1;
      return new Indices(from, Math.max(from, to), by, count);
    }

    private static long bound(Object value) {
      if (!Numbers.isInteger(value)) {
        throw new Fault("slice indices must be integers or None or have an __index__ method");
      }
      return Numbers.clamped(value);
    }

    private static long clamp(long index, long length, long first, long last) {
      long at = index < 0 ? index + length : index;
      return Math.clamp(at, first, Math.max(first, last));
    }
  }

  /** Returns the part of a value that {@code value[start:stop:step]} gives. */
  static Object of(Run run, Object value, Object start, Object stop, Object step) {
    return switch (value) {
      case String text -> Strings.slice(run, text, indices(text, start, stop, step));
      case Markup(String text) ->
          new Markup(Strings.slice(run, text, indices(text, start, stop, step)));
      case List<?> list -> items(run, list, Indices.of(start, stop, step, list.size()));
      case Tuple tuple ->
          Tuple.of(items(run, tuple.items(), Indices.of(start, stop, step, tuple.size())));
      case Range range -> range.slice(Indices.of(start, stop, step, range.size()));
      case Undefined undefined -> throw undefined.fault();
      case null, default ->
          throw new Fault("'" + Values.typeName(value) + "' object is not subscriptable by slices");
    };
  }

  private static Indices indices(String text, Object start, Object stop, Object step) {
    return Indices.of(start, stop, step, Strings.length(text));
  }

  private static List<Object> items(Run run, List<?> list, Indices indices) {
    run.charge(indices.length());
    List<Object> items = new ArrayList<>((int) indices.length());
    for (long i = 0; i < indices.length(); i++) {
      items.add(Values.of(list.get((int) (indices.start() + i * indices.step()))));
    }
    return items;
  }
}
