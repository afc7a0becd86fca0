package dev.drover.engine.constraint;

import dev.drover.engine.constraint.Constraint.Tool;
import dev.drover.engine.constraint.Constraint.ToolCalls;
import dev.drover.engine.constraint.json.JsonSchemaCompiler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes a grammar of {@link ToolCalls}. */
final class ToolCallGrammar {
  private static final String NO_ARGUMENTS =
      "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}";

  /** How many places at the beginning of a text are looked at, with whitespace before them. */
  private static final int MAX_SPACED = 256;

  private ToolCallGrammar() {}

  /**
   * The texts that are such calls, or what may come in their place.
   *
   * @param clock is run for each tool and may throw to end the work
   * @throws ConstraintException if the arguments of a tool cannot be held to their schema, or what
   *     may come in the place of calls is nothing, or could be taken for one
   */
  static Grammar of(ToolCalls calls, Runnable clock) {
    List<Grammar> otherwise =
        calls.otherwise().stream().map(c -> ConstraintCompiler.grammar(c, clock)).toList();
    if (!otherwise.isEmpty()) {
      refuseMistakable(new CompiledGrammar(otherwise, clock));
    }
    List<Expr> tools = new ArrayList<>();
    for (Tool tool : calls.tools()) {
      clock.run();
      tools.add(call(tool));
    }
    Expr call = Expr.alt(tools);
    int more = calls.parallel() ? ToolCallForm.MAX_CALLS - 1 : 0;
    Expr begin = Expr.text(ToolCallForm.BEGIN);
    Expr begun =
        Expr.seq(
            call,
            Expr.repeat(Expr.seq(Expr.text(ToolCallForm.SEPARATOR), begin, call), 0, more),
            // Who wrote the separator need not write another call.
            Expr.repeat(Expr.text(ToolCallForm.SEPARATOR), 0, Math.min(1, more)));
    if (calls.required()) {
      return Grammar.of(Expr.seq(begin, begun));
    }
    if (otherwise.isEmpty()) {
      return afterText(begun);
    }
    Expr content = Expr.all(otherwise.stream().<Expr>map(Expr.Within::new).toList());
    return Grammar.of(Expr.alt(content, Expr.seq(begin, begun)));
  }

  /** Refuses texts that begin as a call does, after any whitespace. */
  private static void refuseMistakable(CompiledGrammar grammar) {
    Work work = new Work();
    try {
      Set<State> spaced = new LinkedHashSet<>();
      Deque<State> open = new ArrayDeque<>();
      open.add(grammar.start(false, work));
      while (!open.isEmpty() && spaced.size() < MAX_SPACED) {
        State state = open.poll();
        if (state == State.DEAD || !spaced.add(state)) {
          continue;
        }
        State at = state;
        for (byte b : ToolCallForm.BEGIN.getBytes(StandardCharsets.UTF_8)) {
          at = at == State.DEAD ? at : grammar.step(at, b & 0xFF, work);
        }
        if (at != State.DEAD) {
          throw new ConstraintException(
              "where tools may be called, other text must not begin with " + ToolCallForm.BEGIN);
        }
        for (byte space : new byte[] {' ', '\t', '\r', '\n'}) {
          open.add(grammar.step(state, space, work));
        }
      }
    } catch (ConstraintOverrunException e) {
      throw new ConstraintException(e.getMessage());
    }
  }

  /** All of a call but its beginning. */
  private static Expr call(Tool tool) {
    return Expr.seq(
        Expr.text(ToolCallForm.BEFORE_NAME + tool.name() + ToolCallForm.BEFORE_ARGUMENTS),
        arguments(tool),
        Expr.text(ToolCallForm.END));
  }

  private static Expr arguments(Tool tool) {
    String schema = tool.parameters() == null ? NO_ARGUMENTS : tool.parameters();
    try {
      return new Expr.Within(JsonSchemaCompiler.compileObject(schema, tool.ignoreUnsupported()));
    } catch (ConstraintException e) {
      throw new ConstraintException("parameters of " + tool.name() + ": " + e.getMessage());
    }
  }

  /**
   * Free text that {@link ToolCallForm#BEGIN} ends, or nothing does. One rule for each number of
   * the marker's bytes that are written (Knuth, Morris and Pratt).
   */
  private static Grammar afterText(Expr begun) {
    ByteSearch marker = new ByteSearch(ToolCallForm.BEGIN);
    Map<String, Expr> rules = new HashMap<>();
    for (int written = 0; written < marker.length(); written++) {
      Map<Integer, BitSet> next = new TreeMap<>();
      for (int b = 0; b < 256; b++) {
        next.computeIfAbsent(marker.next(written, (byte) b), k -> new BitSet(256)).set(b);
      }
      List<Expr> options = new ArrayList<>();
      options.add(Expr.EMPTY);
      next.forEach((to, bytes) ->
          options.add(
              Expr.seq(
                  new Expr.Bytes(bytes), to == marker.length() ? begun : new Expr.Ref(rule(to)))));
      rules.put(rule(written), Expr.alt(options));
    }
    return new Grammar(rules, new Expr.Ref(rule(0)));
  }

  private static String rule(int written) {
    return "text-" + written;
  }
}
