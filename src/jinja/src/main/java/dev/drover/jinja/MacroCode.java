package dev.drover.jinja;

import java.util.List;

/**
 * A compiled macro or call block.
 *
 * @param name null for a call block
 * @param readsCaller whether the body reads {@code caller}
 * @param callerSlot slot of a {@code caller} that is no parameter, or -1
 * @param keywordsSlot slot of {@code kwargs}, or -1 if the body does not read it
 * @param restSlot slot of {@code varargs}, or -1 if the body does not read it
 */
record MacroCode(
    String name,
    List<Parameter> parameters,
    boolean readsCaller,
    int callerSlot,
    int keywordsSlot,
    int restSlot,
    Layout layout,
    ScopeEntry entry,
    Executable body) {

  /** A parameter; without a default, {@code fallback} gives something undefined. */
  record Parameter(String name, int slot, Evaluator fallback) {}

  boolean takesMore() {
    return callerSlot >= 0 || keywordsSlot >= 0 || restSlot >= 0;
  }

  /** Runs the body in an activation whose parameters are set as far as they were given. */
  String render(Frame frame) {
    entry.enter(frame);
    for (Parameter parameter : parameters) {
      if (frame.slots[parameter.slot()] == Missing.MISSING) {
        frame.slots[parameter.slot()] = parameter.fallback().evaluate(frame);
      }
    }
    Text out = new Text(frame.run);
    body.execute(frame, out);
    return out.toString();
  }
}
