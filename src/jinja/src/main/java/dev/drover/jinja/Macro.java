package dev.drover.jinja;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A macro, or the body of a call block, with the activation it was defined in. */
final class Macro implements Callable {
  private final MacroCode code;
  private final Frame definition;

  Macro(MacroCode code, Frame definition) {
    this.code = code;
    this.definition = definition;
  }

  @Override
  public String call(Run run, Arguments arguments) {
    Frame frame = new Frame(run, definition, code.layout());
    bind(frame, arguments);
    int line = run.line();
    run.tick();
    run.descend();
    String result = code.render(frame);
    run.ascend();
    run.line(line);
    return result;
  }

  private void bind(Frame frame, Arguments arguments) {
    Object[] positional = arguments.positional();
    int count = code.parameters().size();
    int given = Math.min(positional.length, count);
    for (int i = 0; i < given; i++) {
      frame.slots[code.parameters().get(i).slot()] = positional[i];
    }
    if (given == count && arguments.named().isEmpty() && !code.takesMore()) {
      if (positional.length > count) {
        throw tooMany();
      }
      return;
    }
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    for (int i = given; i < count; i++) {
      String name = code.parameters().get(i).name();
      if (named.containsKey(name)) {
        frame.slots[code.parameters().get(i).slot()] = named.remove(name);
      }
    }
    bindSpecial(frame, named, positional, given);
  }

  private void bindSpecial(Frame frame, Map<String, Object> named, Object[] positional, int given) {
    if (code.callerSlot() >= 0) {
      Object caller = named.remove("caller");
      frame.slots[code.callerSlot()] = caller == null ? new Undefined("No caller defined") : caller;
    }
    if (code.keywordsSlot() >= 0) {
      frame.slots[code.keywordsSlot()] = named;
    } else if (!named.isEmpty()) {
      throw new Fault(
          "macro %s takes no keyword argument '%s'"
              .formatted(quotedName(), named.keySet().iterator().next()));
    }
    if (code.restSlot() >= 0) {
      frame.slots[code.restSlot()] =
          Tuple.of(Arrays.copyOfRange(positional, given, positional.length));
    } else if (positional.length > given) {
      throw tooMany();
    }
  }

  private Fault tooMany() {
    return new Fault(
        "macro %s takes not more than %d argument(s)"
            .formatted(quotedName(), code.parameters().size()));
  }

  private List<String> names() {
    return code.parameters().stream().map(MacroCode.Parameter::name).toList();
  }

  private String quotedName() {
    return code.name() == null ? "None" : "'" + code.name() + "'";
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "name" -> code.name();
      case "arguments" -> Tuple.of(names().toArray());
      case "catch_kwargs" -> code.keywordsSlot() >= 0;
      case "catch_varargs" -> code.restSlot() >= 0;
      case "caller" -> code.readsCaller();
      case "explicit_caller" -> names().contains("caller");
      default -> Missing.MISSING;
    };
  }

  @Override
  public String typeName() {
    return "Macro";
  }

  @Override
  public String text(Run run, int depth) {
    return code.name() == null ? "<Macro anonymous>" : "<Macro " + quotedName() + ">";
  }
}
