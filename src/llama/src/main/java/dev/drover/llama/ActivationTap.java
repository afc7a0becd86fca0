package dev.drover.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * The {@code cb_eval} hook of a context: steers and reads the residual stream of single rows.
 *
 * <p>llama.cpp asks about each node of its graph whether it may be looked at once computed; yes is
 * only said for the {@code l_out} tensors that the plan of the batch uses. A tensor's columns are
 * the rows of one micro-batch in order (the KV cache is unified), so each block counts the
 * micro-batches it has seen. The last block only has the rows with an output.
 *
 * <p>Called on the thread that decodes. Never throws: what goes wrong is kept for {@link #finish}.
 */
final class ActivationTap {
  private final GgmlLibrary ggml;
  private final int microBatch;
  private final int[] microBatches;
  private MemorySegment scratch = MemorySegment.NULL;
  private TapPlan plan;
  private Batch batch;
  private Throwable fault;

  ActivationTap(GgmlLibrary ggml, int blocks, int microBatch) {
    this.ggml = ggml;
    this.microBatch = microBatch;
    microBatches = new int[blocks];
  }

  /**
   * The function for {@code cb_eval}, valid as long as the arena. Its first argument is taken as a
   * number, which spares an object for each node of the graph.
   */
  MemorySegment callback(Arena arena) {
    try {
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup()
                  .bind(
                      this,
                      "onTensor",
                      MethodType.methodType(
                          boolean.class, long.class, boolean.class, MemorySegment.class)),
              Signatures.TENSOR_CALLBACK,
              arena);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Begins a batch under a plan. */
  void arm(TapPlan newPlan, Batch newBatch) {
    Arrays.fill(microBatches, 0);
    fault = null;
    batch = newBatch;
    plan = newPlan;
  }

  /**
   * Ends the batch.
   *
   * @param computed whether llama.cpp says that it computed the batch
   * @return what went wrong, or null
   */
  Throwable finish(boolean computed) {
    TapPlan done = plan;
    plan = null;
    if (fault == null && computed) {
      int expected = Math.ceilDiv(batch.size(), microBatch);
      for (int block = 0; block < done.blocks(); block++) {
        if (!done.atBlock(block).isEmpty() && microBatches[block] != expected) {
          fault =
              new LlamaException(
                  "The graph showed l_out-%d %d times in %d micro-batches: this architecture cannot be tapped"
                      .formatted(block, microBatches[block], expected));
        }
      }
    }
    batch = null;
    return fault;
  }

  @SuppressWarnings("unused") // called by native code
  private boolean onTensor(long tensor, boolean ask, MemorySegment userData) {
    if (plan == null || fault != null) {
      return false;
    }
    try {
      int block = Tensor.block(tensor);
      if (block < 0 || block >= plan.blocks() || plan.atBlock(block).isEmpty()) {
        return false;
      }
      if (!ask) {
        apply(tensor, block, plan.atBlock(block));
      }
      return true;
    } catch (Throwable e) {
      fault = e;
      return false;
    }
  }

  private void apply(long tensor, int block, TapPlan.Layer layer) {
    int first = microBatches[block]++ * microBatch;
    int end = Math.min(batch.size(), first + microBatch);
    long columns = Tensor.extent(tensor, 1);
    boolean outputsOnly = columns != end - first;
    if (Tensor.type(tensor) != 0
        || Tensor.stride(tensor, 0) != Float.BYTES
        || Tensor.extent(tensor, 0) != plan.width()
        || first >= end
        || (outputsOnly && columns != outputsBetween(first, end))) {
      throw new LlamaException(
          "l_out-%d has an unexpected shape: type %d, %d by %d, for rows %d to %d of the batch"
              .formatted(
                  block, Tensor.type(tensor), Tensor.extent(tensor, 0), columns, first, end - 1));
    }
    if (columns == 0) {
      return;
    }
    if (ggml.isHost(MemorySegment.ofAddress(Tensor.buffer(tensor)))) {
      edit(layer, first, end, outputsOnly, Tensor.data(tensor), Tensor.stride(tensor, 1));
    } else {
      editOnDevice(layer, first, end, outputsOnly, tensor, columns);
    }
  }

  /** Brings all columns here and, if some changed, back. */
  private void editOnDevice(
      TapPlan.Layer layer, int first, int end, boolean outputsOnly, long tensor, long columns) {
    long stride = Tensor.stride(tensor, 1);
    long bytes = (columns - 1) * stride + (long) plan.width() * Float.BYTES;
    if (scratch.byteSize() < bytes) {
      scratch = Arena.ofAuto().allocate(bytes, Float.BYTES);
    }
    MemorySegment handle = MemorySegment.ofAddress(tensor);
    ggml.tensorGet(handle, scratch, 0, bytes);
    edit(layer, first, end, outputsOnly, scratch.address(), stride);
    if (layer.steered > 0) {
      ggml.tensorSet(handle, scratch, 0, bytes);
    }
  }

  private void edit(
      TapPlan.Layer layer, int first, int end, boolean outputsOnly, long data, long stride) {
    for (int i = 0; i < layer.steered; i++) {
      int row = layer.steeredRows[i];
      if (row >= first && row < end && (!outputsOnly || batch.isOutput(row))) {
        int column = outputsOnly ? outputsBetween(first, row) : row - first;
        add(layer.vectors[i], layer.strengths[i], data + column * stride);
      }
    }
    for (int i = 0; i < layer.read; i++) {
      int row = layer.readRows[i];
      if (row >= first && row < end) {
        int column = outputsOnly ? outputsBetween(first, row) : row - first;
        MemorySegment.copy(
            Tensor.ALL, Tensor.FLOAT, data + column * stride, layer.targets[i], 0, plan.width());
      }
    }
  }

  private static void add(float[] vector, float strength, long address) {
    for (int i = 0; i < vector.length; i++) {
      long at = address + (long) Float.BYTES * i;
      Tensor.ALL.set(Tensor.FLOAT, at, Tensor.ALL.get(Tensor.FLOAT, at) + strength * vector[i]);
    }
  }

  private int outputsBetween(int from, int to) {
    int outputs = 0;
    for (int row = from; row < to; row++) {
      outputs += batch.isOutput(row) ? 1 : 0;
    }
    return outputs;
  }
}
