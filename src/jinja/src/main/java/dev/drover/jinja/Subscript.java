package dev.drover.jinja;

import java.util.List;
import java.util.Map;

/** {@code value[key]}: the item, else the attribute of that name. */
final class Subscript {
  private Subscript() {}

  /** Returns what Jinja's sandbox returns: something undefined if there is neither. */
  static Object get(Run run, Object value, Object key) {
    Object item = item(value, key);
    if (item != Missing.MISSING) {
      return item;
    }
    if (key instanceof String name) {
      Object attribute = Attributes.find(value, name);
      if (attribute != Missing.MISSING) {
        return attribute;
      }
    }
    return Undefined.element(run, value, key);
  }

  /** Returns the item of a key, or {@link Missing}. */
  static Object item(Object value, Object key) {
    return switch (value) {
      case Map<?, ?> dict -> hashable(key) ? Dicts.get(dict, key) : Missing.MISSING;
      case List<?> list -> at(list, key);
      case Tuple tuple -> at(tuple.items(), key);
      case String text -> character(text, key);
      case Markup(String text) ->
          character(text, key) instanceof String character
              ? new Markup(character)
              : Missing.MISSING;
      case Range range -> at(range.items(), key);
      case Undefined undefined -> throw undefined.fault();
      case null, default -> Missing.MISSING;
    };
  }

  /** A list is no key, but looking one up only finds nothing. */
  private static boolean hashable(Object key) {
    if (key instanceof String) {
      return true;
    }
    try {
      Hashing.hash(key, 0);
      return true;
    } catch (Fault.Limit e) {
      throw e;
    } catch (Fault e) {
      return false;
    }
  }

  private static Object at(List<?> list, Object key) {
    long index = position(key, list.size());
    return index < 0 ? Missing.MISSING : Values.of(list.get((int) index));
  }

  private static Object character(String text, Object key) {
    long index = position(key, key instanceof String ? 0 : Strings.length(text));
    return index < 0 ? Missing.MISSING : Strings.at(text, index);
  }

  /** Returns an index counted from the start, or -1 if there is no such element. */
  private static long position(Object key, long length) {
    if (!Numbers.isInteger(key)) {
      return -1;
    }
    long index = Numbers.clamped(key);
    long position = index < 0 ? index + length : index;
    return position >= 0 && position < length ? position : -1;
  }
}
