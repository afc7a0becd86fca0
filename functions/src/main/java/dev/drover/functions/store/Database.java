package dev.drover.functions.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * The database behind the stores. It is opened, and its tables are brought up to date, when it is
 * first needed, so that a service that stores nothing does not wait for it; a shared one, which a
 * replica has so as to use it, in the background from the start.
 */
@ApplicationScoped
public class Database {
  private static final Logger LOG = Logger.getLogger(Database.class);

  /** How long a caller waits for a connection. */
  private static final Duration ACQUISITION = Duration.ofSeconds(5);

  private static final Duration VALIDATION = Duration.ofSeconds(3);
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final DatabaseAddress address;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile AgroalDataSource pool;
  private volatile StoreUnavailableException failure;
  private long failedAt;
  private volatile boolean closed;

  @Inject
  Database(StoreConfig config) {
    this(DatabaseAddress.of(config));
  }

  Database(DatabaseAddress address) {
    this.address = address;
  }

  /** Refuses a bad configuration at once. */
  void start(@Observes StartupEvent event) {
    if (address.isShared()) {
      Thread.ofVirtual()
          .name("store-opening")
          .start(() -> {
            try {
              pool();
            } catch (StoreUnavailableException e) {
              LOG.debug("readiness tells", e);
            }
          });
    }
  }

  /** Which database it is, for people. */
  String name() {
    return address.name();
  }

  /** Whether anything has needed it yet. */
  public boolean isTried() {
    return pool != null || failure != null || closed || address.isShared();
  }

  /** What is done with a connection. */
  @FunctionalInterface
  interface Work<T> {
    T apply(Connection connection) throws SQLException;
  }

  /**
   * Runs work as one transaction (read committed): all of it is stored when this returns, nothing
   * if it throws.
   *
   * @throws DuplicateException if a value is stored already that only one row may have
   * @throws StoreUnavailableException if the database cannot be used
   */
  <T> T transaction(Work<T> work) {
    try (Connection connection = pool().getConnection()) {
      try {
        T result = work.apply(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollback(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      if (DuplicateException.is(e)) {
        throw new DuplicateException(e);
      }
      throw unavailable(e);
    }
  }

  private static void rollback(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private AgroalDataSource pool() {
    AgroalDataSource open = pool;
    if (open != null) {
      return open;
    }
    opening.lock();
    try {
      if (pool == null) {
        refuseForAWhile();
        pool = open();
        failure = null;
      }
      return pool;
    } finally {
      opening.unlock();
    }
  }

  /** One caller waits for a server that does not answer; the others are refused meanwhile. */
  private void refuseForAWhile() {
    if (closed) {
      throw new StoreUnavailableException("the service is shutting down", null);
    }
    if (failure != null
        && System.nanoTime() - failedAt < StoreUnavailableException.RETRY_AFTER.toNanos()) {
      throw failure;
    }
  }

  private AgroalDataSource open() {
    AgroalDataSource opened = null;
    try {
      address.prepare();
      opened = connect();
      opened.getConnection().close(); // so that its own error is told, not the migration's
      migrate(opened);
      LOG.debugf("Opened %s", address.name());
      return opened;
    } catch (SQLException | IOException | FlywayException e) {
      if (opened != null) {
        opened.close();
      }
      failedAt = System.nanoTime();
      failure = unavailable(e);
      throw failure;
    }
  }

  private AgroalDataSource connect() throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(pool ->
                pool.maxSize(address.maxConnections())
                    .acquisitionTimeout(ACQUISITION)
                    .reapTimeout(IDLE)
                    .validateOnBorrow(true)
                    .connectionValidator(
                        ConnectionValidator.defaultValidatorWithTimeout(
                            (int) VALIDATION.toSeconds()))
                    .connectionFactoryConfiguration(factory -> {
                      factory
                          .connectionProviderClassName(address.driver())
                          .jdbcUrl(address.url())
                          .autoCommit(false);
                      if (address.user() != null) {
                        factory.principal(new NamePrincipal(address.user()));
                      }
                      if (address.password() != null) {
                        factory.credential(new SimplePassword(address.password()));
                      }
                      address.options().forEach(factory::jdbcProperty);
                      return factory;
                    })));
  }

  private void migrate(AgroalDataSource opened) {
    Flyway.configure(Database.class.getClassLoader())
        .dataSource(opened)
        .locations("classpath:dev/drover/functions/store/migrations")
        .placeholders(Map.of("bytes", address.bytes()))
        .cleanDisabled(true)
        .load()
        .migrate();
  }

  /** Logs what happened; callers are told the gist. */
  private StoreUnavailableException unavailable(Exception cause) {
    StoreUnavailableException said =
        new StoreUnavailableException(DatabaseFailure.gist(cause), cause);
    LOG.errorf("%s failed: %s", address.name(), cause.getMessage());
    LOG.debug("The store failed", cause);
    return said;
  }

  /** Closes its connections, and with the last one an embedded database's file. */
  @PreDestroy
  void close() {
    opening.lock();
    try {
      closed = true;
      if (pool != null) {
        pool.close();
        pool = null;
      }
    } finally {
      opening.unlock();
    }
  }
}
