package dev.drover.functions.store;

/** Steering vectors on a PostgreSQL server. */
class PostgresqlVectorStoreTest extends VectorStoreContract {
  PostgresqlVectorStoreTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
