package dev.drover.jinja;

import java.util.Arrays;

/** One activation: its slots and the activation its code was defined in. */
final class Frame {
  final Run run;
  final Frame parent;
  final Object[] slots;

  Frame(Run run, Frame parent, Layout layout) {
    this.run = run;
    this.parent = parent;
    this.slots = new Object[layout.size()];
    Arrays.fill(slots, Missing.MISSING);
  }

  /** Returns the activation a number of definitions outwards. */
  Frame outwards(int hops) {
    Frame at = this;
    for (int i = 0; i < hops; i++) {
      at = at.parent;
    }
    return at;
  }
}
