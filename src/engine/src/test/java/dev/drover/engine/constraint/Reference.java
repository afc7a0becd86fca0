package dev.drover.engine.constraint;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** Whether a grammar holds a text, by looking for every end of every part: slow and plain. */
final class Reference {
  private final Grammar grammar;
  private final byte[] text;
  private final Map<Expr, Map<Integer, BitSet>> known = new IdentityHashMap<>();
  private final Set<Place> open = new HashSet<>();

  /** A part that begins with itself where no text reaches it, which plain reading cannot see. */
  static final class Endless extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private record Place(Expr expr, int from) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Place that && expr == that.expr && from == that.from;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(expr) * 31 + from;
    }
  }

  private Reference(Grammar grammar, byte[] text) {
    this.grammar = grammar;
    this.text = text;
  }

  static boolean matches(Grammar grammar, byte[] text) {
    return new Reference(grammar, text).ends(grammar.root(), 0).get(text.length);
  }

  private BitSet ends(Expr expr, int from) {
    Map<Integer, BitSet> byStart = known.computeIfAbsent(expr, e -> new HashMap<>());
    BitSet ends = byStart.get(from);
    if (ends == null) {
      if (!open.add(new Place(expr, from))) {
        throw new Endless();
      }
      ends = find(expr, from);
      byStart.put(from, ends);
      open.remove(new Place(expr, from));
    }
    return ends;
  }

  private BitSet find(Expr expr, int from) {
    BitSet ends = new BitSet();
    switch (expr) {
      case Expr.Bytes bytes -> {
        if (from < text.length && bytes.set().get(text[from] & 0xFF)) {
          ends.set(from + 1);
        }
      }
      case Expr.Seq seq -> {
        BitSet at = new BitSet();
        at.set(from);
        for (Expr part : seq.parts()) {
          at = after(part, at);
        }
        return at;
      }
      case Expr.Alt alt -> alt.options().forEach(option -> ends.or(ends(option, from)));
      case Expr.All all -> {
        ends.set(0, text.length + 1);
        all.all().forEach(part -> ends.and(ends(part, from)));
      }
      case Expr.Within within ->
          throw new IllegalArgumentException("not for grammars in grammars: " + within);
      case Expr.Ref ref -> ends.or(ends(grammar.rules().get(ref.rule()), from));
      case Expr.Repeat repeat -> {
        BitSet at = new BitSet();
        at.set(from);
        // More iterations than bytes reach nothing new.
        long most = Math.min(repeat.max(), (long) repeat.min() + text.length + 1);
        for (int i = 0; i <= most; i++) {
          if (i >= repeat.min()) {
            ends.or(at);
          }
          at = i < most ? after(repeat.body(), at) : at;
        }
      }
    }
    return ends;
  }

  private BitSet after(Expr part, BitSet starts) {
    BitSet ends = new BitSet();
    starts.stream().forEach(start -> ends.or(ends(part, start)));
    return ends;
  }
}
