package dev.drover.llama.gguf;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * What a model file must fulfil beyond the format, because llama.cpp asserts it, divides by it or
 * indexes with it while it loads or computes. Found by feeding damaged files to both libraries.
 */
public final class ModelRules {
  private static final int MOST_BLOCKS = 512;
  private static final int MOST_EXPERTS = 512;
  private static final Set<String> SCALINGS = Set.of("none", "linear", "yarn", "longrope");

  /** Every how many blocks b4916 expects one with full attention; with fewer blocks it crashes. */
  private static final Map<String, Integer> WINDOW_PATTERNS =
      Map.of("gemma2", 2, "gemma3", 6, "cohere2", 4);

  private final GgufFile file;
  private final String arch;

  private ModelRules(GgufFile file) {
    this.file = file;
    arch = file.architecture();
  }

  /**
   * Refuses a file that could end the process.
   *
   * @throws GgufException naming the key or tensor, its limit and the value given
   */
  public static void check(GgufFile file) {
    try {
      if (file.architecture().isEmpty()) {
        throw new GgufException("general.architecture is missing or no text");
      }
      new ModelRules(file).checkHyperparameters();
      Encoders.check(file);
      VocabularyRules.check(file);
      TensorRules.check(file);
    } catch (GgufException e) {
      throw new GgufException(
          "%s is no model that can be loaded: %s".formatted(file.path(), e.getMessage()), e);
    }
  }

  /**
   * The same for a part of a split model that only holds tensors.
   *
   * @throws GgufException naming the tensor, its limit and the value given
   */
  public static void checkPart(GgufFile file) {
    TensorRules.check(file);
  }

  private void checkHyperparameters() {
    long blocks = required("block_count", 1, MOST_BLOCKS);
    required("embedding_length", 1, 1 << 20);
    required("context_length", 1, Integer.MAX_VALUE);
    optional("nextn_predict_layers", 0, blocks - 1);
    optional("pooling_type", 0, 4);
    optional("attention.key_length", 1, 1 << 16);
    optional("attention.value_length", 1, 1 << 16);
    for (String name : Set.of("layer_norm_rms_epsilon", "layer_norm_epsilon")) {
      checkEpsilon(arch + ".attention." + name);
    }
    checkEpsilon(arch + ".attention.group_norm_epsilon");
    checkHeads((int) blocks);
    checkExperts();
    checkWindow(blocks);
    file.text(arch + ".rope.scaling.type")
        .ifPresent(type -> {
          if (!SCALINGS.contains(type)) {
            throw new GgufException(
                "%s.rope.scaling.type must be one of %s, given %s".formatted(arch, SCALINGS, type));
          }
        });
  }

  private long required(String name, long least, long most) {
    if (file.integer(arch + "." + name).isEmpty()) {
      throw new GgufException("%s.%s is missing or no integer".formatted(arch, name));
    }
    return optional(name, least, most);
  }

  private long optional(String name, long least, long most) {
    String key = arch + "." + name;
    GgufValue value = file.metadata().get(key);
    if (value == null) {
      return 0;
    }
    if (value instanceof GgufValue.Int(GgufType _, long number)
        && number >= least
        && number <= most) {
      return number;
    }
    throw new GgufException(
        "%s must be an integer from %d to %d, given %s".formatted(key, least, most, value));
  }

  private void checkEpsilon(String key) {
    GgufValue value = file.metadata().get(key);
    if (value instanceof GgufValue.Real(GgufType _, double epsilon)
        && !(epsilon >= 0 && epsilon <= 1)) {
      throw new GgufException("%s must be from 0 to 1, given %s".formatted(key, epsilon));
    }
  }

  private void checkHeads(int blocks) {
    long[] heads = perBlock("attention.head_count", blocks);
    long[] keyValueHeads = perBlock("attention.head_count_kv", blocks);
    for (int block = 0; block < blocks; block++) {
      long queries = heads == null ? 0 : heads[block];
      long keys = keyValueHeads == null ? queries : keyValueHeads[block];
      boolean divisible = keys == 0 || queries % keys == 0;
      if (queries < 0 || queries > 1 << 16 || keys < 0 || !divisible) {
        throw new GgufException(
            "%s.attention.head_count %d of block %d must be a multiple of head_count_kv %d"
                .formatted(arch, queries, block, keys));
      }
      if (arch.equals("mamba") && queries != 0) {
        throw new GgufException("mamba.attention.head_count must be 0, given " + queries);
      }
    }
  }

  /** A value that may be given once or for each block; null if it is missing. */
  private long[] perBlock(String name, int blocks) {
    String key = arch + "." + name;
    return switch (file.metadata().get(key)) {
      case null -> null;
      case GgufValue.Int(GgufType _, long value) -> {
        long[] all = new long[blocks];
        Arrays.fill(all, value);
        yield all;
      }
      case GgufValue.Integers(GgufType type, long[] values)
          when values.length == blocks && (type == GgufType.INT32 || type == GgufType.UINT32) ->
          values;
      default ->
          throw new GgufException(
              "%s must be an integer or %d integers of 32 bits".formatted(key, blocks));
    };
  }

  private void checkExperts() {
    long experts = optional("expert_count", 0, MOST_EXPERTS);
    GgufValue used = file.metadata().get(arch + ".expert_used_count");
    if (used instanceof GgufValue.Int(GgufType _, long count)
        && (count > experts || (count == 0) != (experts == 0) || count < 0)) {
      throw new GgufException(
          "%s.expert_used_count must be from 1 to expert_count %d, given %d"
              .formatted(arch, experts, count));
    }
    if (used == null && experts > 0) {
      throw new GgufException("%s.expert_used_count is missing".formatted(arch));
    }
    long groups = optional("expert_group_count", 0, Math.max(0, experts - 1));
    if (groups > 1) {
      optional("expert_group_used_count", 1, groups - 1);
      if (experts % groups != 0 || file.integer(arch + ".expert_group_used_count").isEmpty()) {
        throw new GgufException(
            "%s.expert_group_count %d must divide expert_count %d, with expert_group_used_count"
                .formatted(arch, groups, experts));
      }
    }
  }

  private void checkWindow(long blocks) {
    Integer pattern = WINDOW_PATTERNS.get(arch);
    if (pattern != null) {
      optional("attention.sliding_window", 1, Integer.MAX_VALUE);
      if (blocks < pattern) {
        throw new GgufException(
            "%s.block_count must be at least %d, given %d".formatted(arch, pattern, blocks));
      }
    }
  }
}
