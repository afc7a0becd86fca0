package dev.drover.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** {@code in}. */
final class Containment {
  private Containment() {}

  static boolean contains(Run run, Object container, Object element) {
    return switch (container) {
      case String text -> inText(run, text, element);
      case Markup(String text) -> inText(run, text, element);
      case Map<?, ?> dict -> Dicts.contains(dict, element);
      case DictView view when view.kind() == DictView.Kind.KEYS ->
          Dicts.contains(view.dict(), element);
      case Range range when element instanceof Long number -> range.contains(number);
      case List<?> list -> inElements(run, list.iterator(), element);
      case Tuple tuple -> inElements(run, tuple.items().iterator(), element);
      case null, default -> {
        if (!Iteration.isIterable(container)) {
          throw new Fault("argument of type '" + Values.typeName(container) + "' is not iterable");
        }
        yield inElements(run, Iteration.of(run, container), element);
      }
    };
  }

  private static boolean inElements(Run run, Iterator<?> elements, Object element) {
    while (elements.hasNext()) {
      run.tick();
      if (Equality.equal(run, Values.of(elements.next()), element)) {
        return true;
      }
    }
    return false;
  }

  private static boolean inText(Run run, String text, Object element) {
    String part = Values.characters(element);
    if (part == null) {
      throw new Fault(
          "'in <string>' requires string as left operand, not " + Values.typeName(element));
    }
    run.chargeText((long) text.length() + part.length());
    return new Needle(part).find(text, 0, text.length()) >= 0;
  }
}
