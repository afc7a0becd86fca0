package dev.drover.jinja;

import java.util.Iterator;

/**
 * Elements that are computed as they are asked for, once. It is true even if there are none.
 *
 * @param depth how many generators an element may come through, this one included
 */
record Generator(Iterator<Object> iterator, int depth) implements Value {

  @Override
  public String typeName() {
    return "generator";
  }

  @Override
  public String text(Run run, int depth) {
    return "<generator object>";
  }
}
