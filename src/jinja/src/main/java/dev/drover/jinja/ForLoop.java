package dev.drover.jinja;

import java.util.Iterator;

/** A compiled for loop. */
final class ForLoop implements Executable {

  /** Code with a scope of its own. */
  record Scoped(ScopeEntry entry, Executable body) {
    Completion execute(Frame frame, Text out) {
      entry.enter(frame);
      return body.execute(frame, out);
    }
  }

  /** What an element must meet. It is asked only when the element is due. */
  record Condition(Layout layout, ScopeEntry entry, Assigner target, Evaluator test) {
    Iterator<Object> filter(Run run, Frame definition, Iterator<Object> elements) {
      Frame frame = new Frame(run, definition, layout);
      entry.enter(frame);
      return Iteration.filter(
          elements,
          element -> {
            target.assign(frame, element);
            return Values.truth(test.evaluate(frame));
          });
    }
  }

  private final Evaluator iterable;
  private final Condition condition;
  private final Assigner target;
  private final int loopSlot;
  private final Scoped body;
  private final Scoped otherwise;
  private final Layout recursive;

  /**
   * A loop.
   *
   * @param condition null if every element counts
   * @param loopSlot slot of {@code loop}, or -1 if nothing reads it
   * @param otherwise null if there is no else
   * @param recursive the layout of one call of a recursive loop; null for other loops
   */
  ForLoop(
      Evaluator iterable,
      Condition condition,
      Assigner target,
      int loopSlot,
      Scoped body,
      Scoped otherwise,
      Layout recursive) {
    this.iterable = iterable;
    this.condition = condition;
    this.target = target;
    this.loopSlot = loopSlot;
    this.body = body;
    this.otherwise = otherwise;
    this.recursive = recursive;
  }

  @Override
  public Completion execute(Frame frame, Text out) {
    Object elements = iterable.evaluate(frame);
    if (recursive == null) {
      return turns(frame, frame, elements, null, 0, out);
    }
    out.append(render(frame, elements, 0));
    return Completion.NORMAL;
  }

  private String render(Frame definition, Object elements, int depth) {
    Run run = definition.run;
    Frame frame = new Frame(run, definition, recursive);
    Text out = new Text(run);
    run.descend();
    LoopState.Recursion recursion = (r, inner, d) -> render(definition, inner, d);
    turns(frame, definition, elements, recursion, depth, out);
    run.ascend();
    return out.toString();
  }

  private Completion turns(
      Frame frame,
      Frame definition,
      Object elements,
      LoopState.Recursion recursion,
      int depth,
      Text out) {
    Run run = frame.run;
    Iterator<Object> iterator = Iteration.of(run, elements);
    Object counted = elements;
    if (condition != null) {
      iterator = condition.filter(run, definition, iterator);
      counted = null; // how many there are shows at the end only
    }
    LoopState loop = null;
    if (loopSlot >= 0) {
      loop = new LoopState(counted, iterator, recursion, depth);
    }
    boolean completed = false;
    while (loop == null ? iterator.hasNext() : loop.hasNext()) {
      Object element = loop == null ? iterator.next() : loop.next();
      target.assign(frame, element);
      if (loop != null) {
        frame.slots[loopSlot] = loop;
      }
      Completion completion = body.execute(frame, out);
      if (completion == Completion.BREAK) {
        break;
      }
      completed |= completion == Completion.NORMAL;
    }
    // As in Jinja, a turn that continue or break cuts short does not count against else.
    return completed || otherwise == null ? Completion.NORMAL : otherwise.execute(frame, out);
  }
}
