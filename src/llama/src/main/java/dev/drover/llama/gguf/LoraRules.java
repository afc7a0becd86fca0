package dev.drover.llama.gguf;

/** What an adapter file must fulfil beyond the format before llama.cpp sees it. */
public final class LoraRules {
  private LoraRules() {}

  /**
   * Refuses a file that is no adapter for a model of this architecture or could end the process.
   *
   * @throws GgufException naming the key or tensor, its limit and the value given
   */
  public static void check(GgufFile file, String architecture) {
    try {
      text(file, "general.type", "adapter");
      text(file, "adapter.type", "lora");
      text(file, "general.architecture", architecture);
      double alpha =
          file.real("adapter.lora.alpha")
              .orElseThrow(() -> new GgufException("adapter.lora.alpha is missing or no number"));
      if (!Double.isFinite(alpha)
          || file.metadata().get("adapter.lora.alpha").type() != GgufType.FLOAT32) {
        throw new GgufException("adapter.lora.alpha must be a finite FLOAT32, given " + alpha);
      }
      for (TensorInfo tensor : file.tensors()) {
        checkTensor(tensor);
      }
    } catch (GgufException e) {
      throw new GgufException(
          "%s is no adapter for this model: %s".formatted(file.path(), e.getMessage()), e);
    }
  }

  private static void text(GgufFile file, String key, String expected) {
    String found = file.text(key).orElse("missing or no text");
    if (!found.equals(expected)) {
      throw new GgufException("%s must be %s, given %s".formatted(key, expected, found));
    }
  }

  private static void checkTensor(TensorInfo tensor) {
    boolean b = tensor.name().endsWith(".lora_b");
    if (!b && !tensor.name().endsWith(".lora_a")) {
      throw new GgufException(
          "tensor %s must be named .lora_a or .lora_b".formatted(tensor.name()));
    }
    boolean multiplies =
        tensor.type() == TensorType.F32
            || tensor.type() == TensorType.F16
            || tensor.type() == TensorType.BF16
            || tensor.type() == TensorType.Q8_0;
    if (!multiplies || tensor.extent(3) != 1) {
      throw new GgufException(
          "tensor %s must be of F32, F16, BF16 or Q8_0 and at most 3 dimensions, given %s %s"
              .formatted(tensor.name(), tensor.type(), tensor.shape()));
    }
  }
}
