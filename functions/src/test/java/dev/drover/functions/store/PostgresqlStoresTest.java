package dev.drover.functions.store;

import org.junit.jupiter.api.Nested;

/** The stores on a PostgreSQL server. */
class PostgresqlStoresTest {

  @Nested
  class Vectors extends VectorStoreContract {
    Vectors() {
      super(TestDatabase.POSTGRESQL);
    }
  }

  @Nested
  class Behaviors extends BehaviorStoreContract {
    Behaviors() {
      super(TestDatabase.POSTGRESQL);
    }
  }

  @Nested
  class Jobs extends JobStoreContract {
    Jobs() {
      super(TestDatabase.POSTGRESQL);
    }
  }
}
