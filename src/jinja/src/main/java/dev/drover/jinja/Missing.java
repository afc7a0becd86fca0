package dev.drover.jinja;

/** What stands for no value at all, told apart from None, which is null. */
enum Missing {
  MISSING
}
