package dev.drover.functions.store;

/** Another record has this name, which only one may have. */
public final class NameTakenException extends RuntimeException {

  NameTakenException(String kind, String name) {
    super("a %s `%s` is stored already".formatted(kind, name));
  }
}
