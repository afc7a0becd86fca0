package dev.drover.functions.store;

import java.util.List;

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
}
