package dev.drover.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The {@code loop} of a for loop: where it is, and what comes before and after. */
final class LoopState implements Callable {

  /** Renders a recursive loop's body for other elements, a level deeper. */
  @FunctionalInterface
  interface Recursion {
    String render(Run run, Object iterable, int depth);
  }

  private static final Builtin CYCLE =
      new Builtin(
          "cycle",
          Parameters.of("self").variadic(),
          (run, a) -> ((LoopState) a[0]).cycle((Tuple) a[1]));
  private static final Builtin CHANGED =
      new Builtin(
          "changed",
          Parameters.of("self").variadic(),
          (run, a) -> ((LoopState) a[0]).changed((Tuple) a[1]));

  private final Object iterable;
  private final Recursion recursion;
  private final int depth0;
  private Iterator<Object> iterator;
  private long index0 = -1;
  private long length = -1;
  private Object after = Missing.MISSING;
  private Object current = Missing.MISSING;
  private Object before = Missing.MISSING;
  private Tuple lastChanged;

  /**
   * A loop before its first turn.
   *
   * @param iterable what {@code iterator} came from
   * @param recursion null unless the loop is recursive
   * @param depth0 levels of recursion around it
   */
  LoopState(Object iterable, Iterator<Object> iterator, Recursion recursion, int depth0) {
    this.iterable = iterable;
    this.iterator = iterator;
    this.recursion = recursion;
    this.depth0 = depth0;
  }

  boolean hasNext() {
    return after != Missing.MISSING || iterator.hasNext();
  }

  /** Starts the next turn and returns its element. */
  Object next() {
    before = current;
    current = after != Missing.MISSING ? after : iterator.next();
    after = Missing.MISSING;
    index0++;
    return current;
  }

  private Object peek() {
    if (after == Missing.MISSING && iterator.hasNext()) {
      after = iterator.next();
    }
    return after;
  }

  /** Returns the number of elements; if they are computed, all of them are now. */
  long length() {
    if (length < 0) {
      length = Values.lengthOrNone(iterable);
    }
    if (length < 0) {
      List<Object> rest = new ArrayList<>();
      iterator.forEachRemaining(rest::add);
      iterator = rest.iterator();
      length = rest.size() + index0 + 1 + (after == Missing.MISSING ? 0 : 1);
    }
    return length;
  }

  private Object cycle(Tuple values) {
    if (values.size() == 0) {
      throw new Fault("no items for cycling given");
    }
    return values.get((int) (index0 % values.size()));
  }

  private boolean changed(Tuple values) {
    boolean changed = !values.equals(lastChanged);
    lastChanged = values;
    return changed;
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "index" -> index0 + 1;
      case "index0" -> index0;
      case "first" -> index0 == 0;
      case "last" -> peek() == Missing.MISSING;
      case "length" -> length();
      case "revindex" -> length() - index0;
      case "revindex0" -> length() - index0 - 1;
      case "previtem" -> index0 == 0 ? new Undefined("there is no previous item") : before;
      case "nextitem" -> peek() == Missing.MISSING ? new Undefined("there is no next item") : after;
      case "depth" -> depth0 + 1L;
      case "depth0" -> (long) depth0;
      case "cycle" -> new BoundMethod(this, CYCLE);
      case "changed" -> new BoundMethod(this, CHANGED);
      default -> Missing.MISSING;
    };
  }

  @Override
  public Object call(Run run, Arguments arguments) {
    Object elements = Parameters.of("iterable").bind("loop", arguments)[0];
    if (recursion == null) {
      throw new Fault("The loop must have the 'recursive' marker to be called recursively.");
    }
    return recursion.render(run, elements, depth0 + 1);
  }

  @Override
  public String typeName() {
    return "LoopContext";
  }

  @Override
  public String text(Run run, int depth) {
    return "<LoopContext %d/%d>".formatted(index0 + 1, length());
  }
}
