package dev.drover.functions.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where vectors, behaviours and jobs are kept. Read once, at start-up. */
@ConfigMapping(prefix = "drover.store")
public interface StoreConfig {

  /**
   * The embedded database's file, without its suffix {@code .mv.db}. One process at a time uses it.
   * Default: {@code $XDG_DATA_HOME/drover/store}, else {@code ~/.local/share/drover/store}.
   */
  @WithDefault("${XDG_DATA_HOME:${user.home}/.local/share}/drover/store")
  String path();

  /**
   * A PostgreSQL database to use instead of the file, which several replicas may share: {@code
   * jdbc:postgresql://host:5432/database}, with the driver's options.
   */
  Optional<String> url();

  /** The user of the PostgreSQL database. Default: what the driver takes. */
  Optional<String> username();

  /** That user's password. */
  Optional<String> password();

  /** Most connections to the database at once, 1 to 1000. */
  @WithDefault("8")
  int maxConnections();
}
