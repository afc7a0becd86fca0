package dev.drover.engine.constraint.json;

import dev.drover.engine.constraint.Expr;
import dev.drover.engine.constraint.Expr.All;
import dev.drover.engine.constraint.Expr.Alt;
import dev.drover.engine.constraint.Expr.Bytes;
import dev.drover.engine.constraint.Expr.Ref;
import dev.drover.engine.constraint.Expr.Repeat;
import dev.drover.engine.constraint.Expr.Seq;
import dev.drover.engine.constraint.Expr.Within;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * A language that refers to no rule, of which texts and emptiness can be asked. Source of the
 * method: J. Brzozowski, Derivatives of regular expressions, 1964. Not thread-safe.
 */
final class Regular {
  /** How many derivatives are looked at for a text before the question is left open. */
  private static final int MAX_STATES = 400;

  /** How many derivatives are remembered for the texts to come. */
  private static final int MAX_REMEMBERED = 4_000;

  private final Expr language;
  private final SchemaWork work;
  private final Map<Expr, Map<Integer, Expr>> derived = new IdentityHashMap<>();
  private final Map<Expr, Map<Integer, Expr>> steps = new HashMap<>();
  private final Map<Expr, Span> spans = new IdentityHashMap<>();

  /**
   * How long the texts of a language are; {@code min} above {@code max} if it has none.
   *
   * @param size of its expression, in parts
   */
  private record Span(int min, int max, int size) {
    private static final Span ONE = new Span(1, 1, 1);
  }

  /** Of an expression; what it takes to answer is counted. */
  Regular(Expr language, SchemaWork work) {
    this.work = work;
    this.language = simplified(language, new IdentityHashMap<>());
  }

  /** Whether a text is one of the language. */
  boolean matches(byte[] text) {
    Expr rest = language;
    for (byte b : text) {
      if (steps.size() > MAX_REMEMBERED) {
        steps.clear();
        derived.clear();
        spans.clear();
      }
      Map<Integer, Expr> from = steps.computeIfAbsent(rest, e -> new HashMap<>());
      Expr after = from.get(b & 0xFF);
      if (after == null) {
        after = after(rest, b & 0xFF);
        from.put(b & 0xFF, after);
        work.add(span(after).size);
        work.must();
      }
      if (isNothing(after)) {
        return false;
      }
      rest = after;
    }
    return span(rest).min == 0;
  }

  /** Whether it is certain that the language has no text. */
  boolean isEmpty() {
    if (isNothing(language)) {
      return true;
    }
    Set<Expr> seen = new HashSet<>();
    // What is nearest to its end first, since one text is enough.
    PriorityQueue<Expr> open = new PriorityQueue<>(Comparator.comparingInt(e -> span(e).min));
    seen.add(language);
    open.add(language);
    while (!open.isEmpty()) {
      Expr next = open.poll();
      if (span(next).min == 0) {
        return false;
      }
      for (int b : representatives(next)) {
        Expr after = after(next, b);
        work.add(span(after).size);
        if (!isNothing(after) && seen.add(after)) {
          open.add(after);
        }
        if (seen.size() > MAX_STATES || !work.may()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Without parts that have no text. */
  private static Expr simplified(Expr expr, Map<Expr, Expr> known) {
    Expr done = known.get(expr);
    if (done != null) {
      return done;
    }
    Expr result =
        switch (expr) {
          case Bytes bytes -> bytes;
          case Seq seq -> sequence(seq.parts().stream().map(p -> simplified(p, known)).toList());
          case Alt alt ->
              alternatives(alt.options().stream().map(o -> simplified(o, known)).toList());
          case All all -> all(all.all().stream().map(o -> simplified(o, known)).toList());
          case Repeat repeat -> {
            Expr body = simplified(repeat.body(), known);
            yield isNothing(body) || repeat.max() == 0
                ? repeat.min() == 0 ? Expr.EMPTY : Expr.NOTHING
                : Expr.repeat(body, repeat.min(), repeat.max());
          }
          case Ref _, Within _ -> throw new IllegalArgumentException("has rules: " + expr);
        };
    known.put(expr, result);
    return result;
  }

  /** One byte of each class of bytes that an expression does not tell apart at its beginning. */
  private List<Integer> representatives(Expr expr) {
    Set<BitSet> firsts = new HashSet<>();
    first(expr, firsts);
    List<BitSet> classes = new ArrayList<>();
    for (BitSet first : firsts) {
      BitSet rest = (BitSet) first.clone();
      for (int i = classes.size() - 1; i >= 0 && !rest.isEmpty(); i--) {
        BitSet common = (BitSet) classes.get(i).clone();
        common.and(rest);
        if (!common.isEmpty()) {
          rest.andNot(common);
          classes.get(i).andNot(common);
          if (classes.get(i).isEmpty()) {
            classes.set(i, common);
          } else {
            classes.add(common);
          }
        }
      }
      if (!rest.isEmpty()) {
        classes.add(rest);
      }
    }
    return classes.stream().map(c -> c.nextSetBit(0)).toList();
  }

  private void first(Expr expr, Set<BitSet> out) {
    switch (expr) {
      case Bytes bytes -> out.add(bytes.set());
      case Seq seq -> {
        for (Expr part : seq.parts()) {
          first(part, out);
          if (span(part).min > 0) {
            break;
          }
        }
      }
      case Alt alt -> alt.options().forEach(o -> first(o, out));
      case Repeat repeat -> first(repeat.body(), out);
      case All all -> all.all().forEach(o -> first(o, out));
      case Ref _, Within _ -> {}
    }
  }

  private Span span(Expr expr) {
    Span done = spans.get(expr);
    if (done != null) {
      return done;
    }
    Span span =
        switch (expr) {
          case Bytes _, Ref _, Within _ -> Span.ONE;
          case Seq seq -> {
            long min = 0;
            long max = 0;
            for (Expr part : seq.parts()) {
              min += span(part).min;
              max += span(part).max;
            }
            yield new Span(capped(min), capped(max), size(seq.parts()));
          }
          case Alt alt -> {
            int min = Integer.MAX_VALUE;
            int max = 0;
            for (Expr option : alt.options()) {
              min = Math.min(min, span(option).min);
              max = Math.max(max, span(option).max);
            }
            yield new Span(min, max, size(alt.options()));
          }
          case Repeat repeat -> {
            Span body = span(repeat.body());
            yield new Span(
                capped((long) body.min * repeat.min()),
                capped((long) body.max * repeat.max()),
                body.size + 1);
          }
          case All all -> {
            int min = 0;
            int max = Integer.MAX_VALUE;
            for (Expr part : all.all()) {
              min = Math.max(min, span(part).min);
              max = Math.min(max, span(part).max);
            }
            yield new Span(min, max, size(all.all()));
          }
        };
    spans.put(expr, span);
    return span;
  }

  private int size(List<Expr> parts) {
    long size = 1;
    for (Expr part : parts) {
      size += span(part).size;
    }
    return capped(size);
  }

  private static int capped(long length) {
    return (int) Math.min(length, Integer.MAX_VALUE);
  }

  /** What may follow a byte. */
  private Expr after(Expr expr, int b) {
    if (expr instanceof Bytes(BitSet set)) {
      return set.get(b) ? Expr.EMPTY : Expr.NOTHING;
    }
    Map<Integer, Expr> byByte = derived.computeIfAbsent(expr, e -> new HashMap<>(4));
    Expr done = byByte.get(b);
    if (done == null) {
      work.add(2);
      done = derive(expr, b);
      byByte.put(b, done);
    }
    return done;
  }

  private Expr derive(Expr expr, int b) {
    return switch (expr) {
      case Bytes _, Ref _, Within _ -> Expr.NOTHING;
      case Alt alt -> alternatives(alt.options().stream().map(o -> after(o, b)).toList());
      case Seq seq -> {
        List<Expr> ways = new ArrayList<>();
        for (int i = 0; i < seq.parts().size(); i++) {
          List<Expr> parts = new ArrayList<>();
          parts.add(after(seq.parts().get(i), b));
          parts.addAll(seq.parts().subList(i + 1, seq.parts().size()));
          ways.add(sequence(parts));
          if (span(seq.parts().get(i)).min > 0) {
            break;
          }
        }
        yield alternatives(ways);
      }
      case Repeat repeat -> {
        int max = repeat.max() == Repeat.UNBOUNDED ? repeat.max() : repeat.max() - 1;
        Expr rest =
            max == 0 ? Expr.EMPTY : Expr.repeat(repeat.body(), Math.max(0, repeat.min() - 1), max);
        yield sequence(List.of(after(repeat.body(), b), rest));
      }
      case All all -> {
        Expr both = all(all.all().stream().map(p -> after(p, b)).toList());
        yield span(both).min > span(both).max ? Expr.NOTHING : both;
      }
    };
  }

  private static Expr sequence(List<Expr> parts) {
    List<Expr> kept = new ArrayList<>();
    for (Expr part : parts) {
      if (isNothing(part)) {
        return Expr.NOTHING;
      }
      if (part instanceof Seq(List<Expr> inner)) {
        kept.addAll(inner);
      } else {
        kept.add(part);
      }
    }
    return Expr.seq(kept);
  }

  private static Expr alternatives(List<Expr> ways) {
    Set<Expr> options = new LinkedHashSet<>();
    for (Expr way : ways) {
      if (way instanceof Alt(List<Expr> inner)) {
        options.addAll(inner);
      } else {
        options.add(way);
      }
    }
    return Expr.alt(List.copyOf(options));
  }

  private static Expr all(List<Expr> parts) {
    Set<Expr> kept = new LinkedHashSet<>();
    for (Expr part : parts) {
      if (isNothing(part)) {
        return Expr.NOTHING;
      }
      if (part instanceof All(List<Expr> inner)) {
        kept.addAll(inner);
      } else {
        kept.add(part);
      }
    }
    return Expr.all(List.copyOf(kept));
  }

  private static boolean isNothing(Expr expr) {
    return expr instanceof Alt(List<Expr> options) && options.isEmpty();
  }
}
