package dev.drover.jinja;

/** A method of an object, fetched but not yet called. */
record BoundMethod(Object self, Builtin method) implements Callable {

  @Override
  public Object call(Run run, Arguments arguments) {
    Object[] given = arguments.positional();
    Object[] all = new Object[given.length + 1];
    all[0] = self;
    System.arraycopy(given, 0, all, 1, given.length);
    return method.call(run, new Arguments(all, arguments.named()));
  }

  @Override
  public String typeName() {
    return "builtin_function_or_method";
  }

  @Override
  public String text(Run run, int depth) {
    return "<built-in method %s of %s object>".formatted(method.name(), Values.typeName(self));
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
