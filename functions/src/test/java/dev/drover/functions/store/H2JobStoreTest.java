package dev.drover.functions.store;

/** Jobs in an embedded file. */
class H2JobStoreTest extends JobStoreContract {
  H2JobStoreTest() {
    super(TestDatabase.H2);
  }
}
