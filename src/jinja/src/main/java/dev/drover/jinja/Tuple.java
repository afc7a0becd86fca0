package dev.drover.jinja;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A tuple; as a key it is equal to tuples of equal elements. */
final class Tuple implements Value {
  static final Tuple EMPTY = of();

  private final List<Object> items;
  private final List<String> fields;
  private int hash;

  private Tuple(List<Object> items, List<String> fields) {
    this.items = items;
    this.fields = fields;
  }

  static Tuple of(Object... items) {
    return new Tuple(Arrays.asList(items), List.of());
  }

  static Tuple of(List<Object> items) {
    return new Tuple(items, List.of());
  }

  /** Returns a tuple whose elements have names too. */
  static Tuple named(List<String> fields, Object... items) {
    return new Tuple(Arrays.asList(items), fields);
  }

  List<Object> items() {
    return Collections.unmodifiableList(items);
  }

  int size() {
    return items.size();
  }

  Object get(int index) {
    return items.get(index);
  }

  @Override
  public String typeName() {
    return "tuple";
  }

  @Override
  public Object attribute(String name) {
    int field = fields.indexOf(name);
    if (field >= 0) {
      return items.get(field);
    }
    Builtin method = SequenceMethods.find(name);
    return method == null ? Missing.MISSING : new BoundMethod(this, method);
  }

  @Override
  public String text(Run run, int depth) {
    return Repr.sequence(run, items, "(", items.size() == 1 ? ",)" : ")", depth);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tuple tuple && Equality.bounded(this, tuple);
  }

  @Override
  public int hashCode() {
    return hash(0);
  }

  /** Returns the hash, kept once computed: tuples may share elements many times over. */
  int hash(int depth) {
    if (hash == 0) {
      int sum = 1;
      for (Object item : items) {
        sum = 31 * sum + Hashing.hash(Values.of(item), depth + 1);
      }
      hash = sum == 0 ? 1 : sum;
    }
    return hash;
  }
}
