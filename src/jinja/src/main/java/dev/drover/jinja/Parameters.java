package dev.drover.jinja;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a built-in takes, and the binding of arguments to it by Python's rules. */
final class Parameters {

  private final String[] names;
  private final Object[] defaults;
  private final int firstKeyword;
  private final boolean variadic;

  private Parameters(String[] names, Object[] defaults, int firstKeyword, boolean variadic) {
    this.names = names;
    this.defaults = defaults;
    this.firstKeyword = firstKeyword;
    this.variadic = variadic;
  }

  /** Takes required parameters; {@code /} as a last name makes those before it positional only. */
  static Parameters of(String... required) {
    boolean positional = required.length > 0 && required[required.length - 1].equals("/");
    int count = positional ? required.length - 1 : required.length;
    Object[] defaults = new Object[count];
    Arrays.fill(defaults, Missing.MISSING);
    return new Parameters(Arrays.copyOf(required, count), defaults, positional ? count : 0, false);
  }

  /** Adds an optional parameter; it can be named unless all are positional only. */
  Parameters optional(String name, Object value) {
    String[] newNames = Arrays.copyOf(names, names.length + 1);
    Object[] newDefaults = Arrays.copyOf(defaults, names.length + 1);
    newNames[names.length] = name;
    newDefaults[names.length] = value;
    return new Parameters(newNames, newDefaults, firstKeyword, variadic);
  }

  /** Makes all parameters so far positional only. */
  Parameters positionalOnly() {
    return new Parameters(names, defaults, names.length, variadic);
  }

  /** Takes any further arguments: bound as a {@link Tuple} and a map after the others. */
  Parameters variadic() {
    return new Parameters(names, defaults, names.length, true);
  }

  /**
   * Returns the arguments in the parameters' order, defaults filled in.
   *
   * @throws Fault if arguments are missing, too many, unknown or given twice
   */
  Object[] bind(String function, Arguments arguments) {
    Object[] positional = arguments.positional();
    if (!variadic && positional.length == names.length && arguments.named().isEmpty()) {
      return positional;
    }
    Object[] bound = Arrays.copyOf(defaults, names.length + (variadic ? 2 : 0));
    int given = Math.min(positional.length, names.length);
    System.arraycopy(positional, 0, bound, 0, given);
    if (variadic) {
      bound[names.length] = Tuple.of(Arrays.copyOfRange(positional, given, positional.length));
      bound[names.length + 1] = new LinkedHashMap<>(arguments.named());
    } else {
      if (positional.length > names.length) {
        throw new Fault(
            "%s() takes at most %d arguments (%d given)"
                .formatted(function, names.length, positional.length));
      }
      bindNamed(function, arguments.named(), bound, given);
    }
    for (int i = given; i < names.length; i++) {
      if (bound[i] == Missing.MISSING) {
        throw new Fault("%s() missing required argument: '%s'".formatted(function, names[i]));
      }
    }
    return bound;
  }

  private void bindNamed(String function, Map<String, Object> named, Object[] bound, int given) {
    named.forEach((name, value) -> {
      int index = Arrays.asList(names).indexOf(name);
      if (index < firstKeyword) {
        throw new Fault("%s() got an unexpected keyword argument '%s'".formatted(function, name));
      }
      if (index < given) {
        throw new Fault("%s() got multiple values for argument '%s'".formatted(function, name));
      }
      bound[index] = value;
    });
  }
}
