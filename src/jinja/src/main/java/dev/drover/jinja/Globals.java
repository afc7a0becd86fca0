package dev.drover.jinja;

import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions every template finds: Jinja's, and those transformers adds for chat templates. */
final class Globals {
  private static final long MAX_RANGE = 100_000;

  private static final Map<String, Builtin> GLOBALS =
      new Registry()
          .add("range", Parameters.of().variadic(), (run, a) -> range(((Tuple) a[0]).items()))
          .add("dict", Parameters.of().variadic(), (run, a) -> dict(run, "dict", a))
          .add("namespace", Parameters.of().variadic(), (run, a) -> namespace(run, a))
          .add("joiner", Parameters.of().optional("sep", ", "), (run, a) -> new Joiner(a[0]))
          .add("cycler", Parameters.of().variadic(), (run, a) -> cycler(a))
          .add(
              "raise_exception",
              Parameters.of("message"),
              (run, a) -> {
                throw new Fault.Raised(Values.string(run, a[0]));
              })
          .add(
              "strftime_now",
              Parameters.of("format"),
              (run, a) ->
                  Strftime.format(run, LocalDateTime.now(run.clock()), StringSearch.string(a[0])))
          .map();

  private Globals() {}

  /** Returns a global, or {@link Missing}. */
  static Object get(String name) {
    Builtin global = GLOBALS.get(name);
    return global == null ? Missing.MISSING : global;
  }

  private static Range range(List<Object> a) {
    if (a.isEmpty() || a.size() > 3) {
      throw new Fault("range expected 1 to 3 arguments, got " + a.size());
    }
    long start = a.size() == 1 ? 0 : Numbers.index(a.get(0));
    long stop = Numbers.index(a.get(a.size() == 1 ? 0 : 1));
    long step = a.size() < 3 ? 1 : Numbers.index(a.get(2));
    if (step == 0) {
      throw new Fault("range() arg 3 must not be zero");
    }
    BigInteger distance = BigInteger.valueOf(stop).subtract(BigInteger.valueOf(start));
    BigInteger stride = BigInteger.valueOf(step);
    BigInteger[] steps = distance.divideAndRemainder(stride);
    BigInteger size = steps[1].signum() == 0 ? steps[0] : steps[0].add(BigInteger.ONE);
    if (distance.signum() != stride.signum()) {
      size = BigInteger.ZERO;
    }
    if (size.compareTo(BigInteger.valueOf(MAX_RANGE)) > 0) {
      throw new Fault(
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE (" + MAX_RANGE + ").");
    }
    return new Range(start, stop, step, size.longValue());
  }

  /** Makes a dict of a mapping or of pairs, if there is one, and of keyword arguments. */
  private static Map<Object, Object> dict(Run run, String function, Object[] a) {
    List<Object> positional = ((Tuple) a[0]).items();
    if (positional.size() > 1) {
      throw new Fault(function + " expected at most 1 argument, got " + positional.size());
    }
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (!positional.isEmpty()) {
      addEntries(run, positional.getFirst(), dict);
    }
    ((Map<?, ?>) a[1]).forEach(dict::put);
    return dict;
  }

  private static void addEntries(Run run, Object source, Map<Object, Object> dict) {
    if (source instanceof Map<?, ?> other) {
      run.charge(other.size());
      other.forEach((key, value) -> dict.put(Values.of(key), Values.of(value)));
      return;
    }
    Iterator<Object> pairs = Iteration.of(run, source);
    while (pairs.hasNext()) {
      List<Object> pair = Iteration.list(run, pairs.next());
      if (pair.size() != 2) {
        throw new Fault(
            "dictionary update sequence element has length " + pair.size() + "; 2 is required");
      }
      Dicts.put(dict, pair.get(0), pair.get(1));
    }
  }

  private static Namespace namespace(Run run, Object[] a) {
    return new Namespace(dict(run, "namespace", a));
  }

  private static Cycler cycler(Object[] a) {
    if (!((Map<?, ?>) a[1]).isEmpty()) {
      throw new Fault("cycler() got an unexpected keyword argument");
    }
    return new Cycler((Tuple) a[0]);
  }
}
