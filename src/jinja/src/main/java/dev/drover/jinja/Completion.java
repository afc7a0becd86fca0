package dev.drover.jinja;

/** How a statement ended. */
enum Completion {
  NORMAL,
  BREAK,
  CONTINUE
}
