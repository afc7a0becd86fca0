package dev.drover.llama.gguf;

import java.util.Set;

/** Which number formats a model's tensors may have: a wrong one aborts in a kernel. */
final class TensorRules {
  /** Tensors of two dimensions that are not multiplied as matrices. */
  private static final Set<String> ELEMENTWISE =
      Set.of("ssm_a", "ssm_d", "ssm_conv1d.weight", "rope_freqs.weight");

  private TensorRules() {}

  static void check(GgufFile file) {
    for (TensorInfo tensor : file.tensors()) {
      if (tensor.extent(3) != 1) {
        throw new GgufException(
            "tensor %s must have at most 3 dimensions, given %s"
                .formatted(tensor.name(), tensor.shape()));
      }
      boolean vector = tensor.elements() == tensor.extent(0);
      String name = tensor.name();
      boolean elementwise =
          vector
              || name.contains("_norm")
              || name.endsWith(".bias")
              || name.equals("token_types.weight")
              || ELEMENTWISE.contains(name.substring(name.indexOf('.', 4) + 1));
      if (elementwise && tensor.type() != TensorType.F32) {
        throw new GgufException(
            "tensor %s must be of F32, given %s".formatted(name, tensor.type()));
      }
      if (!tensor.type().isWeight()) {
        throw new GgufException(
            "tensor %s must hold weights, given %s".formatted(name, tensor.type()));
      }
    }
  }
}
