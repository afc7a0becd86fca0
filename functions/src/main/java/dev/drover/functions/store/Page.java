package dev.drover.functions.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Some of the records that a list has, newest first. Records that are added while pages are read
 * neither repeat nor hide others.
 *
 * @param items the records
 * @param next what to ask for the next page with, or null at the end
 */
public record Page<T>(List<T> items, String next) {

  /** Copies the list. */
  public Page {
    items = List.copyOf(items);
  }

  /**
   * All records of a list.
   *
   * @param page from {@link #next}, at first null, to a page
   */
  public static <T> List<T> all(Function<String, Page<T>> page) {
    List<T> all = new ArrayList<>();
    Page<T> some = page.apply(null);
    all.addAll(some.items());
    while (some.next() != null) {
      some = page.apply(some.next());
      all.addAll(some.items());
    }
    return all;
  }
}
