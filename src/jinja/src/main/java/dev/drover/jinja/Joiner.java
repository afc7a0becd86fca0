package dev.drover.jinja;

/** Returns nothing when it is called first and its separator from then on. */
final class Joiner implements Callable {
  private final Object separator;
  private boolean used;

  Joiner(Object separator) {
    this.separator = separator;
  }

  @Override
  public Object call(Run run, Arguments arguments) {
    Parameters.of().bind("Joiner", arguments);
    if (used) {
      return separator;
    }
    used = true;
    return "";
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "sep" -> separator;
      case "used" -> used;
      default -> Missing.MISSING;
    };
  }

  @Override
  public String typeName() {
    return "Joiner";
  }
}
