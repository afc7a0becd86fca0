package dev.drover.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory that this process may still use: the machine's, cut by the limit of its control group.
 *
 * @param free bytes free now; {@link Long#MAX_VALUE} where the system does not say
 * @param total bytes in all
 */
record AvailableMemory(long free, long total) {
  /** As of now. */
  static AvailableMemory now() {
    return read(Path.of("/"));
  }

  /** From {@code /proc/meminfo} and the control group's files below a root, for tests. */
  static AvailableMemory read(Path root) {
    long free = Long.MAX_VALUE;
    long total = Long.MAX_VALUE;
    for (String line : lines(root.resolve("proc/meminfo"))) {
      if (line.startsWith("MemAvailable:")) {
        free = kilobytes(line);
      } else if (line.startsWith("MemTotal:")) {
        total = kilobytes(line);
      }
    }
    Path group = root.resolve("sys/fs/cgroup");
    long limit = number(group.resolve("memory.max"), group.resolve("memory/memory.limit_in_bytes"));
    long used =
        number(group.resolve("memory.current"), group.resolve("memory/memory.usage_in_bytes"));
    if (limit < total) {
      total = limit;
      // Cached file pages count as used, but give way.
      long cache = cached(group);
      free = Math.min(free, Math.max(0, limit - Math.max(0, used - cache)));
    }
    return new AvailableMemory(free, total);
  }

  private static long cached(Path group) {
    for (String line : lines(group.resolve("memory.stat"))) {
      if (line.startsWith("inactive_file ")) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1).strip());
      }
    }
    return 0;
  }

  private static long kilobytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }

  /** The number in the first file that has one; "max" and absence are no limit. */
  private static long number(Path... files) {
    for (Path file : files) {
      List<String> lines = lines(file);
      if (!lines.isEmpty() && lines.getFirst().matches("\\d{1,18}")) {
        return Long.parseLong(lines.getFirst());
      }
    }
    return Long.MAX_VALUE;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of(); // another system
    }
  }

  /**
   * Refuses a model that cannot fit. Mapped weights may be dropped and read again, so they only
   * have to fit into all of the memory, not into what is free.
   *
   * @throws ModelException with the sizes
   */
  void require(String what, long bytes, boolean mapped) {
    long limit = mapped ? total : free;
    if (bytes > limit) {
      throw new ModelException(
          "%s needs %s of memory, but this process may use %s%s"
              .formatted(
                  what, megabytes(bytes), megabytes(limit), mapped ? " in all" : " at the moment"));
    }
  }

  private static String megabytes(long bytes) {
    return Math.ceilDiv(bytes, 1 << 20) + " MiB";
  }
}
