package dev.drover.functions.store;

/** Steering vectors in an embedded file. */
class H2VectorStoreTest extends VectorStoreContract {
  H2VectorStoreTest() {
    super(TestDatabase.H2);
  }
}
