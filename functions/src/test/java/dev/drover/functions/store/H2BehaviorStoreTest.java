package dev.drover.functions.store;

/** Behaviours in an embedded file. */
class H2BehaviorStoreTest extends BehaviorStoreContract {
  H2BehaviorStoreTest() {
    super(TestDatabase.H2);
  }
}
