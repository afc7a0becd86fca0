package dev.drover.jinja;

/** Goes round its items, one for each {@code next()}. */
final class Cycler implements Value {
  private static final Builtin NEXT =
      new Builtin("next", Parameters.of("self", "/"), (run, a) -> ((Cycler) a[0]).next());
  private static final Builtin RESET =
      new Builtin("reset", Parameters.of("self", "/"), (run, a) -> ((Cycler) a[0]).reset());

  private final Tuple items;
  private int position;

  Cycler(Tuple items) {
    if (items.size() == 0) {
      throw new Fault("at least one item has to be provided");
    }
    this.items = items;
  }

  private Object next() {
    Object item = items.get(position);
    position = (position + 1) % items.size();
    return item;
  }

  private Object reset() {
    position = 0;
    return null;
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "items" -> items;
      case "pos" -> (long) position;
      case "current" -> items.get(position);
      case "next" -> new BoundMethod(this, NEXT);
      case "reset" -> new BoundMethod(this, RESET);
      default -> Missing.MISSING;
    };
  }

  @Override
  public String typeName() {
    return "Cycler";
  }

  @Override
  public String text(Run run, int depth) {
    return "<Cycler>";
  }
}
