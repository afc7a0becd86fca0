package dev.drover.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What a dict's {@code keys}, {@code values} or {@code items} returns. */
record DictView(Map<?, ?> dict, Kind kind) implements Value {

  /** Which part of the entries it shows. */
  enum Kind {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String typeName;

    Kind(String typeName) {
      this.typeName = typeName;
    }
  }

  Iterator<Object> iterator() {
    Iterator<? extends Map.Entry<?, ?>> entries = dict.entrySet().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Object next() {
        Map.Entry<?, ?> entry = entries.next();
        return switch (kind) {
          case KEYS -> Values.of(entry.getKey());
          case VALUES -> Values.of(entry.getValue());
          case ITEMS -> Tuple.of(Values.of(entry.getKey()), Values.of(entry.getValue()));
        };
      }
    };
  }

  List<Object> items() {
    List<Object> items = new ArrayList<>(dict.size());
    iterator().forEachRemaining(items::add);
    return items;
  }

  @Override
  public String typeName() {
    return kind.typeName;
  }

  @Override
  public String text(Run run, int depth) {
    return Repr.sequence(run, items(), kind.typeName + "([", "])", depth);
  }
}
