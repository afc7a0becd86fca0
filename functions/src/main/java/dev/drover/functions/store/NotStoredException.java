package dev.drover.functions.store;

/** There is no record with this id, or no longer. */
public final class NotStoredException extends RuntimeException {
  private final String kind;

  /** There is no record of this kind and id. */
  public NotStoredException(String kind, String id) {
    super("no %s `%s` is stored".formatted(kind, id));
    this.kind = kind;
  }

  /** What kind of record: {@code vector}, {@code behavior} or {@code job}. */
  public String kind() {
    return kind;
  }
}
