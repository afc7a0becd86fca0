package dev.drover.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Turns assignment targets into assigners. */
final class TargetCompiler {
  private final boolean exports;

  /**
   * A compiler of targets.
   *
   * @param exports whether there are blocks, to which top-level assignments must be visible
   */
  TargetCompiler(boolean exports) {
    this.exports = exports;
  }

  Assigner compile(Statement.Target target, Scope scope) {
    return switch (target) {
      case Statement.Target.Name(String name, int _) -> name(name, scope);
      case Statement.Target.Unpacked(List<Statement.Target> items) -> {
        List<Assigner> assigners = new ArrayList<>();
        for (Statement.Target item : items) {
          assigners.add(compile(item, scope));
        }
        yield unpacked(assigners.toArray(new Assigner[0]));
      }
      case Statement.Target.NamespaceAttribute(String namespace, String attribute) -> {
        Evaluator owner = owner(namespace, scope);
        yield (frame, value) ->
            ((Namespace) owner.evaluate(frame)).attributes().put(attribute, value);
      }
    };
  }

  /** Compiles the assignment of a name that belongs to this scope. */
  Assigner name(String name, Scope scope) {
    Variable variable = ExpressionCompiler.variable(name, scope);
    int slot = variable.slot();
    if (exports && scope.topLevel()) {
      return (frame, value) -> {
        frame.slots[slot] = value;
        frame.run.export(name, value);
      };
    }
    return (frame, value) -> frame.slots[slot] = value;
  }

  private static Evaluator owner(String namespace, Scope scope) {
    Variable variable = ExpressionCompiler.variable(namespace, scope);
    int slot = variable.slot();
    int hops = scope.layout().distanceTo(variable.owner());
    return frame -> frame.outwards(hops).slots[slot];
  }

  /** Compiles the check that comes before the value is worked out: only namespaces can change. */
  Assigner namespaceCheck(Statement.Target target, Scope scope) {
    return switch (target) {
      case Statement.Target.Name ignored -> (_, _) -> {};
      case Statement.Target.Unpacked(List<Statement.Target> items) -> {
        List<Assigner> checks = new ArrayList<>();
        for (Statement.Target item : items) {
          checks.add(namespaceCheck(item, scope));
        }
        yield (frame, _) -> checks.forEach(check -> check.assign(frame, null));
      }
      case Statement.Target.NamespaceAttribute(String namespace, String _) -> {
        Evaluator owner = owner(namespace, scope);
        yield (frame, _) -> {
          if (!(owner.evaluate(frame) instanceof Namespace)) {
            throw new Fault("cannot assign attribute on non-namespace object");
          }
        };
      }
    };
  }

  private static Assigner unpacked(Assigner[] targets) {
    return (frame, value) -> {
      if (value instanceof Tuple tuple && tuple.size() == targets.length) {
        for (int i = 0; i < targets.length; i++) {
          targets[i].assign(frame, tuple.get(i));
        }
        return;
      }
      Object[] values = new Object[targets.length];
      Iterator<Object> iterator = Iteration.of(frame.run, value);
      for (int i = 0; i < values.length; i++) {
        if (!iterator.hasNext()) {
          throw new Fault(
              "not enough values to unpack (expected %d, got %d)".formatted(values.length, i));
        }
        values[i] = iterator.next();
      }
      if (iterator.hasNext()) {
        throw new Fault("too many values to unpack (expected " + values.length + ")");
      }
      for (int i = 0; i < targets.length; i++) {
        targets[i].assign(frame, values[i]);
      }
    };
  }
}
