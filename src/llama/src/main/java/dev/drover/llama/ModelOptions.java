package dev.drover.llama;

import java.util.List;
import java.util.function.DoublePredicate;

/**
 * How to load a model.
 *
 * @param gpuLayers layers to keep in GPU memory, counted from the output; {@link #ALL_LAYERS} for
 *     all. Without a GPU the value has no effect
 * @param splitMode how several GPUs share the model
 * @param mainGpu index of the GPU that holds everything under {@link SplitMode#NONE}
 * @param tensorSplit share of each GPU, in any unit; empty lets llama.cpp divide by free memory
 * @param mmap maps the file instead of reading it: faster to start, shared between processes
 * @param mlock keeps the weights from being swapped out, where the system's limits allow
 * @param checkTensors reads all weights once and refuses the file if one is not a number
 * @param checkMemory refuses a model that cannot fit into the memory available to this process
 * @param progress is told the progress from 0 to 1 on the loading thread; false cancels the loading
 */
public record ModelOptions(
    int gpuLayers,
    SplitMode splitMode,
    int mainGpu,
    List<Float> tensorSplit,
    boolean mmap,
    boolean mlock,
    boolean checkTensors,
    boolean checkMemory,
    DoublePredicate progress) {
  /** Every layer goes to the GPU. */
  public static final int ALL_LAYERS = -1;

  /**
   * @throws IllegalArgumentException naming the field, its limit and the value given
   */
  public ModelOptions {
    if (gpuLayers < ALL_LAYERS) {
      throw new IllegalArgumentException("gpuLayers must be at least -1, given " + gpuLayers);
    }
    if (mainGpu < 0) {
      throw new IllegalArgumentException("mainGpu must not be negative, given " + mainGpu);
    }
    tensorSplit = List.copyOf(tensorSplit);
    for (float share : tensorSplit) {
      if (!(share >= 0) || Float.isInfinite(share)) {
        throw new IllegalArgumentException(
            "tensorSplit must hold finite shares of at least 0, given " + tensorSplit);
      }
    }
  }

  /** All layers on the GPU if there is one, mapped, memory checked. */
  public static ModelOptions defaults() {
    return new ModelOptions(
        ALL_LAYERS, SplitMode.LAYER, 0, List.of(), true, false, false, true, p -> true);
  }

  /** The same with another number of GPU layers. */
  public ModelOptions withGpuLayers(int layers) {
    return new ModelOptions(
        layers, splitMode, mainGpu, tensorSplit, mmap, mlock, checkTensors, checkMemory, progress);
  }

  /** The same with another division among GPUs. */
  public ModelOptions withSplit(SplitMode mode, int main, List<Float> shares) {
    return new ModelOptions(
        gpuLayers, mode, main, shares, mmap, mlock, checkTensors, checkMemory, progress);
  }

  /** The same, mapped or read, locked into memory or not. */
  public ModelOptions withMapping(boolean map, boolean lock) {
    return new ModelOptions(
        gpuLayers, splitMode, mainGpu, tensorSplit, map, lock, checkTensors, checkMemory, progress);
  }

  /** The same with other checks. */
  public ModelOptions withChecks(boolean tensors, boolean memory) {
    return new ModelOptions(
        gpuLayers, splitMode, mainGpu, tensorSplit, mmap, mlock, tensors, memory, progress);
  }

  /** The same with a progress listener, which may cancel by returning false. */
  public ModelOptions withProgress(DoublePredicate listener) {
    return new ModelOptions(
        gpuLayers,
        splitMode,
        mainGpu,
        tensorSplit,
        mmap,
        mlock,
        checkTensors,
        checkMemory,
        listener);
  }
}
