package dev.drover.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Access to dicts: keys are equal as Python has it, so that 1, 1.0 and True are one key. */
final class Dicts {
  private Dicts() {}

  /**
   * Returns the value of a key, or {@link Missing}.
   *
   * @throws Fault if the key cannot be one
   */
  static Object get(Map<?, ?> dict, Object key) {
    if (key instanceof String && dict instanceof HashMap<?, ?> map) {
      Object value = map.get(key);
      return value != null || map.containsKey(key) ? Values.of(value) : Missing.MISSING;
    }
    Object found = find(dict, key);
    return found == Missing.MISSING ? Missing.MISSING : Values.of(dict.get(found));
  }

  static boolean contains(Map<?, ?> dict, Object key) {
    return find(dict, key) != Missing.MISSING;
  }

  /** Adds an entry to a dict that is being made. */
  static void put(Map<Object, Object> dict, Object key, Object value) {
    Object found = find(dict, key);
    dict.put(found == Missing.MISSING ? key : found, value);
  }

  /** Adds a key to a set and returns whether it was new. */
  static boolean addKey(Set<Object> keys, Object key) {
    Hashing.hash(key, 0); // fails if it cannot be one
    return forms(key).stream().noneMatch(keys::contains) && keys.add(forms(key).getFirst());
  }

  /** Returns the key of a dict that equals this one, or {@link Missing}. */
  private static Object find(Map<?, ?> dict, Object key) {
    Hashing.hash(key, 0); // fails if the key cannot be one
    for (Object form : forms(key)) {
      if (containsKey(dict, form)) {
        return form;
      }
    }
    return Missing.MISSING;
  }

  /** Maps of the caller's may refuse null, or keys of another type. */
  private static boolean containsKey(Map<?, ?> dict, Object key) {
    try {
      return dict.containsKey(key);
    } catch (NullPointerException | ClassCastException e) {
      return false;
    }
  }

  /** Returns the Java objects that are this key in Python's eyes. */
  private static List<Object> forms(Object key) {
    if (key instanceof Markup(String text)) {
      return List.of(text);
    }
    if (key instanceof String) {
      return List.of(key);
    }
    List<Object> forms = new ArrayList<>(4);
    forms.add(key);
    if (key instanceof Double real && real == Math.rint(real) && !real.isInfinite()) {
      addInteger(forms, Numbers.big(Numbers.truncate(real)));
    } else if (Numbers.isInteger(key)) {
      addInteger(forms, Numbers.big(key));
    }
    return forms;
  }

  private static void addInteger(List<Object> forms, BigInteger number) {
    if (number.bitLength() < Long.SIZE) {
      long value = number.longValue();
      forms.add(value);
      forms.add((double) value);
      forms.add((int) value == value ? (Object) (int) value : number);
      if (value == 0 || value == 1) {
        forms.add(value == 1);
      }
    } else {
      forms.add(number);
    }
  }
}
