package dev.drover.jinja;

import java.util.Iterator;

/** Elements that are computed as they are asked for, once. It is true even if there are none. */
record Generator(Iterator<Object> iterator) implements Value {

  @Override
  public String typeName() {
    return "generator";
  }

  @Override
  public String text(Run run, int depth) {
    return "<generator object>";
  }
}
