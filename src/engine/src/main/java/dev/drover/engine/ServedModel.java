package dev.drover.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/**
 * A model that a pool serves, loaded or not.
 *
 * @param file the GGUF file; need not exist
 * @param engine how its engine runs it, its name in requests included
 * @param aliases further names in requests
 * @param pinned loaded at the start, and never unloaded
 */
public record ServedModel(Path file, EngineConfig engine, Set<String> aliases, boolean pinned) {

  /** Copies its collections. */
  public ServedModel {
    aliases = Set.copyOf(aliases);
  }

  /** A model without aliases, loaded when it is needed. */
  public static ServedModel of(Path file, EngineConfig engine) {
    return new ServedModel(file, engine, Set.of(), false);
  }

  /** When the file was last changed, to the second; the epoch if there is none. */
  public Instant changedAt() {
    return Instant.ofEpochSecond(file.toFile().lastModified() / 1000);
  }

  /** The name in requests and answers. */
  public String name() {
    return engine.name();
  }
}
