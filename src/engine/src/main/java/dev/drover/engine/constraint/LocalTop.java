package dev.drover.engine.constraint;

import dev.drover.engine.constraint.Expr.Repeat;
import dev.drover.engine.constraint.Node.Kind;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The part of a stack down to its first repetition, if it is small: what a token meets at first.
 * Counters beyond what a token of {@link #SHORT} bytes can use up are cut, so that tops with other
 * counters are the same.
 *
 * @param top that part alone
 * @param key the same for the same language in all grammars
 * @param longest most bytes of a token for which the top stands for the stack
 */
record LocalTop(Stack top, String key, int longest) {
  /** Most bytes of a token that a cut counter serves. */
  static final int SHORT = 16;

  private static final int MAX_FRAMES = 5;

  /** The top of a stack, or null if it has none. */
  static LocalTop of(Stack stack, CompiledGrammar grammar, Digests digests) {
    Nodes nodes = grammar.nodes();
    List<Stack> frames = new ArrayList<>(MAX_FRAMES);
    for (Stack at = stack; ; at = at.rest) {
      if (at == null
          || at.product != null
          || frames.size() == MAX_FRAMES
          || nodes.size(at.node) > ConstraintLimits.MAX_SHARED_SIZE) {
        return null;
      }
      frames.add(at);
      if (nodes.get(at.node).kind == Kind.REPEAT) {
        break;
      }
    }
    Stack repetition = frames.removeLast();
    int min = Math.min(repetition.a, SHORT + 1);
    int max = repetition.b > SHORT + 1 ? Repeat.UNBOUNDED : repetition.b;
    boolean cut = min != repetition.a || max != repetition.b;
    Stack top = grammar.stack(repetition.node, min, max, null);
    MessageDigest sha = Digests.sha256();
    sha.update(Digests.ints(min, max, cut ? 1 : 0));
    sha.update(digests.of(nodes.get(repetition.node).parts[0]));
    for (Stack frame : frames.reversed()) {
      top = grammar.stack(frame.node, frame.a, frame.b, top);
      sha.update(Digests.ints(frame.a, frame.b));
      sha.update(digests.of(frame.node));
    }
    String key = HexFormat.of().formatHex(sha.digest());
    return new LocalTop(top, key, cut ? SHORT : Integer.MAX_VALUE);
  }
}
