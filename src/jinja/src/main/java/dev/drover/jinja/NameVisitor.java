package dev.drover.jinja;

/** Told of the names in a piece of syntax, in the order Jinja visits them. */
interface NameVisitor {

  /** A name that is read. */
  void load(String name);

  /** A name that is assigned. */
  void store(String name, int line);

  /** A macro's or call block's parameter. */
  void parameter(String name);
}
