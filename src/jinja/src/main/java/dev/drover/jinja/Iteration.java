package dev.drover.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The elements of values, one after another. */
final class Iteration {
  private Iteration() {}

  /**
   * Returns the elements of a value; each one counts as a step.
   *
   * @throws Fault if it has none to go through
   */
  static Iterator<Object> of(Run run, Object value) {
    Iterator<?> iterator = elements(value);
    if (iterator == null) {
      throw new Fault("'" + Values.typeName(value) + "' object is not iterable");
    }
    return map(
        iterator,
        item -> {
          run.tick();
          return Values.of(item);
        });
  }

  static boolean isIterable(Object value) {
    return switch (value) {
      case String ignored -> true;
      case Markup ignored -> true;
      case List<?> ignored -> true;
      case Map<?, ?> ignored -> true;
      case Tuple ignored -> true;
      case Range ignored -> true;
      case DictView ignored -> true;
      case Generator ignored -> true;
      case LoopState ignored -> true;
      case Undefined ignored -> true;
      case null, default -> false;
    };
  }

  private static Iterator<?> elements(Object value) {
    return switch (value) {
      case List<?> list -> list.iterator();
      case Map<?, ?> dict -> dict.keySet().iterator();
      case Tuple tuple -> tuple.items().iterator();
      case Range range -> range.items().iterator();
      case DictView view -> view.iterator();
      case Generator generator -> generator.iterator();
      case String text -> Strings.characters(text);
      case Markup(String text) -> Strings.characters(text);
      case Undefined ignored -> Collections.emptyIterator();
      case LoopState loop -> pairs(loop);
      case null, default -> null;
    };
  }

  /** Going through a loop moves the loop itself on, and yields it with each element. */
  private static Iterator<Object> pairs(LoopState loop) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return loop.hasNext();
      }

      @Override
      public Object next() {
        return Tuple.of(loop.next(), loop);
      }
    };
  }

  static List<Object> list(Run run, Object value) {
    List<Object> list = new ArrayList<>();
    of(run, value).forEachRemaining(list::add);
    return list;
  }

  /**
   * Returns the elements from last to first, or null if a value does not go backwards.
   *
   * @throws Fault if it has no elements at all
   */
  static Iterator<Object> reversed(Run run, Object value) {
    if (value instanceof Generator || value instanceof LoopState) {
      return null;
    }
    if (value instanceof List<?> list) {
      return map(
          list.reversed().iterator(),
          item -> {
            run.tick();
            return Values.of(item);
          });
    }
    return list(run, value).reversed().iterator();
  }

  /** Returns elements that are not worked out before the first one is asked for. */
  static Generator lazy(Supplier<Iterator<Object>> source) {
    return new Generator(
        new Iterator<>() {
          private Iterator<Object> elements;

          private Iterator<Object> elements() {
            if (elements == null) {
              elements = source.get();
            }
            return elements;
          }

          @Override
          public boolean hasNext() {
            return elements().hasNext();
          }

          @Override
          public Object next() {
            return elements().next();
          }
        });
  }

  static <T> Iterator<Object> map(Iterator<T> elements, Function<? super T, Object> function) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return elements.hasNext();
      }

      @Override
      public Object next() {
        return function.apply(elements.next());
      }
    };
  }

  /** Returns the elements that pass a test, which is made when the element is asked for. */
  static Iterator<Object> filter(Iterator<Object> elements, Predicate<Object> test) {
    return new Iterator<>() {
      private Object next = Missing.MISSING;

      @Override
      public boolean hasNext() {
        while (next == Missing.MISSING && elements.hasNext()) {
          Object candidate = elements.next();
          if (test.test(candidate)) {
            next = candidate;
          }
        }
        return next != Missing.MISSING;
      }

      @Override
      public Object next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Object result = next;
        next = Missing.MISSING;
        return result;
      }
    };
  }
}
