package dev.drover.llama;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The library inside the jar {@code de.kherud:llama}, unpacked once into Drover's cache. */
final class EmbeddedLibrary {
  private EmbeddedLibrary() {}

  /**
   * Unpacks the library of this platform. Its folder is named after its checksum and it appears
   * there complete or not at all, so several processes may do this at once.
   *
   * @param cache the folder to unpack into
   * @throws LibraryException if the jar is not on the class path or has nothing for this platform
   */
  static Path unpack(Path cache) {
    String resource = LibraryFiles.resourceOfThisPlatform();
    try (InputStream in = EmbeddedLibrary.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new LibraryException(
            "No %s on the class path: the jar de.kherud:llama is missing or has no library for this platform"
                .formatted(resource));
      }
      byte[] bytes = in.readAllBytes();
      String name = resource.substring(resource.lastIndexOf('/') + 1);
      Path target = cache.resolve(checksum(bytes)).resolve(name);
      if (!Files.exists(target) || Files.size(target) != bytes.length) {
        Files.createDirectories(target.getParent());
        Path part = Files.createTempFile(target.getParent(), name, ".part");
        Files.write(part, bytes);
        Files.move(
            part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
      return target;
    } catch (IOException e) {
      throw new LibraryException("Cannot unpack %s into %s".formatted(resource, cache), e);
    }
  }

  private static String checksum(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }

  /** {@code $DROVER_HOME}, else {@code $XDG_CACHE_HOME/drover}, else {@code ~/.cache/drover}. */
  static Path cache() {
    String home = System.getProperty("drover.home", System.getenv("DROVER_HOME"));
    if (home != null && !home.isBlank()) {
      return Path.of(home, "natives", "embedded");
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path root =
        xdg != null && !xdg.isBlank()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return root.resolve(Path.of("drover", "natives", "embedded"));
  }
}
