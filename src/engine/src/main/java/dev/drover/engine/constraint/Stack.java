package dev.drover.engine.constraint;

/**
 * What is still to come on one way of reading a text: a goal and what follows it, as a linked list
 * whose tails are shared. The end of the list is the end of the text and is {@code null}. Made by
 * {@link CompiledGrammar} only, which makes equal ones once. Immutable.
 */
final class Stack {
  /** Number of the goal's node; -1 for a {@link Product}. */
  final int node;

  /** Of a sequence: the next part. Of a repetition: how often it must still come. */
  final int a;

  /** Of a repetition: how often it may still come. */
  final int b;

  /** An intersection that has begun, or null. */
  final Product product;

  /** What follows. */
  final Stack rest;

  /** Order of making. */
  final int id;

  private final int hash;

  Stack(int node, int a, int b, Product product, Stack rest, int id) {
    this.node = node;
    this.a = a;
    this.b = b;
    this.product = product;
    this.rest = rest;
    this.id = id;
    int h = (node * 31 + a) * 31 + b;
    h = h * 31 + (product == null ? 0 : product.hashCode());
    this.hash = h * 31 + (rest == null ? 0 : rest.hash);
  }

  /** Whether it is made of the very same parts. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Stack that
            && hash == that.hash
            && node == that.node
            && a == that.a
            && b == that.b
            && product == that.product
            && rest == that.rest;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
