package dev.drover.llama;

import dev.drover.llama.gguf.Encoders;
import dev.drover.llama.gguf.GgufFile;
import dev.drover.llama.gguf.GgufValue;

/**
 * How many numbers a model caches for each position, over all its layers.
 *
 * @param keys numbers in keys
 * @param values numbers in values
 */
record CacheShape(long keys, long values) {
  /** From a model's metadata; nothing for models without attention or memory. */
  static CacheShape of(GgufFile file) {
    String arch = file.architecture();
    if (Encoders.isWithoutMemory(arch)) {
      return new CacheShape(0, 0);
    }
    long blocks = file.integer(arch + ".block_count").orElse(0);
    long width = file.integer(arch + ".embedding_length").orElse(0);
    long keys = 0;
    long values = 0;
    for (int block = 0; block < blocks; block++) {
      long heads = at(file, arch + ".attention.head_count", block, 0);
      long keyValueHeads = at(file, arch + ".attention.head_count_kv", block, heads);
      long head = heads == 0 ? 0 : width / heads;
      keys += keyValueHeads * file.integer(arch + ".attention.key_length").orElse(head);
      values += keyValueHeads * file.integer(arch + ".attention.value_length").orElse(head);
    }
    return new CacheShape(keys, values);
  }

  private static long at(GgufFile file, String key, int block, long otherwise) {
    return switch (file.metadata().get(key)) {
      case GgufValue.Int number -> number.value();
      case GgufValue.Integers numbers when block < numbers.size() -> numbers.values()[block];
      case null, default -> otherwise;
    };
  }

  /** Bytes of a cache, an upper bound where layers keep a window only. */
  long bytes(ContextOptions options, long cells) {
    return cells * (options.keyType().bytes(keys) + options.valueType().bytes(values));
  }
}
