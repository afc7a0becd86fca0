package dev.drover.functions.store;

/** Jobs on a PostgreSQL server. */
class PostgresqlJobStoreTest extends JobStoreContract {
  PostgresqlJobStoreTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
