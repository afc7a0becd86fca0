package dev.drover.functions.store;

/** Behaviours on a PostgreSQL server. */
class PostgresqlBehaviorStoreTest extends BehaviorStoreContract {
  PostgresqlBehaviorStoreTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
