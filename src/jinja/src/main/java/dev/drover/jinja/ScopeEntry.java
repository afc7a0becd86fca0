package dev.drover.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What happens when a scope is entered: its variables get their first values. */
final class ScopeEntry {

  @FunctionalInterface
  private interface Initial {
    Object value(Frame frame);
  }

  private final int[] slots;
  private final Initial[] initials;

  private ScopeEntry(int[] slots, Initial[] initials) {
    this.slots = slots;
    this.initials = initials;
  }

  static ScopeEntry of(Symbols symbols) {
    List<Integer> slots = new ArrayList<>();
    List<Initial> initials = new ArrayList<>();
    for (Map.Entry<Variable, Symbols.Load> load : symbols.loads().entrySet()) {
      Initial initial = initial(load.getValue(), symbols.layout());
      if (initial != null) {
        slots.add(load.getKey().slot());
        initials.add(initial);
      }
    }
    return new ScopeEntry(
        slots.stream().mapToInt(Integer::intValue).toArray(), initials.toArray(new Initial[0]));
  }

  private static Initial initial(Symbols.Load load, Layout layout) {
    return switch (load) {
      case Symbols.Load.Parameter() -> null;
      case Symbols.Load.Undefined() -> frame -> Missing.MISSING;
      case Symbols.Load.Resolve(String name) -> frame -> frame.run.resolve(name);
      case Symbols.Load.Alias(Variable source) -> {
        int hops = layout.distanceTo(source.owner());
        int slot = source.slot();
        yield frame -> frame.outwards(hops).slots[slot];
      }
    };
  }

  void enter(Frame frame) {
    for (int i = 0; i < slots.length; i++) {
      frame.slots[slots[i]] = initials[i].value(frame);
    }
  }
}
