package dev.drover.functions.store;

import org.junit.jupiter.api.Nested;

/** The stores on an embedded file. */
class H2StoresTest {

  @Nested
  class Vectors extends VectorStoreContract {
    Vectors() {
      super(TestDatabase.H2);
    }
  }

  @Nested
  class Behaviors extends BehaviorStoreContract {
    Behaviors() {
      super(TestDatabase.H2);
    }
  }

  @Nested
  class Jobs extends JobStoreContract {
    Jobs() {
      super(TestDatabase.H2);
    }
  }
}
