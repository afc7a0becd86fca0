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

  /** Brings all columns here and, if some may have changed, back. */
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
    if (!layer.additions.isEmpty()) {
      ggml.tensorSet(handle, scratch, 0, bytes);
    }
  }

  private void edit(
      TapPlan.Layer layer, int first, int end, boolean outputsOnly, long data, long stride) {
    Columns columns = new Columns(first, end, outputsOnly, data, stride);
    for (TapPlan.Gate gate : layer.gates) {
      columns.forEach(gate.first, gate.end, (row, address) -> decide(gate, row, address));
    }
    for (TapPlan.Addition addition : layer.additions) {
      columns.forEach(
          addition.first(), addition.end(), (row, address) -> add(addition, row, address));
    }
    for (TapPlan.Sum sum : layer.sums) {
      columns.forEach(sum.first(), sum.end(), (row, address) -> sum(sum.into(), address));
    }
  }

  /** Does something with a row's numbers. */
  @FunctionalInterface
  private interface RowAction {
    void at(int row, long address);
  }

  /** Where the rows from {@code first} to before {@code end} of the batch lie. */
  private final class Columns {
    private final int first;
    private final int end;
    private final boolean outputsOnly;
    private final long data;
    private final long stride;

    Columns(int first, int end, boolean outputsOnly, long data, long stride) {
      this.first = first;
      this.end = end;
      this.outputsOnly = outputsOnly;
      this.data = data;
      this.stride = stride;
    }

    /** Calls for those of some rows that are here. */
    void forEach(int from, int to, RowAction action) {
      int begin = Math.max(from, first);
      int column = outputsOnly ? outputsBetween(first, begin) : begin - first;
      for (int row = begin; row < Math.min(to, end); row++) {
        if (!outputsOnly || batch.isOutput(row)) {
          action.at(row, data + stride * column++);
        }
      }
    }
  }

  private static void decide(TapPlan.Gate gate, int row, long address) {
    double product = 0;
    for (int i = 0; i < gate.direction.length; i++) {
      product += (double) gate.direction[i] * Tensor.ALL.get(Tensor.FLOAT, at(address, i));
    }
    double norms = gate.norm * norm(address, gate.direction.length);
    if (norms > 0 && product / norms > gate.threshold) {
      gate.open.set(row - gate.first);
    }
  }

  private static void add(TapPlan.Addition addition, int row, long address) {
    if (addition.gate() != null && !addition.gate().passes(row)) {
      return;
    }
    float[] vector = addition.vector();
    float strength = addition.strength();
    double before = addition.report() == null ? 0 : norm(address, vector.length);
    double added = 0;
    for (int i = 0; i < vector.length; i++) {
      long at = at(address, i);
      float x = strength * vector[i];
      Tensor.ALL.set(Tensor.FLOAT, at, Tensor.ALL.get(Tensor.FLOAT, at) + x);
      added += (double) x * x;
    }
    if (addition.report() != null) {
      addition.report().added(row, Math.sqrt(added), before);
    }
  }

  private static void sum(double[] into, long address) {
    for (int i = 0; i < into.length; i++) {
      into[i] += Tensor.ALL.get(Tensor.FLOAT, at(address, i));
    }
  }

  private static double norm(long address, int width) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double x = Tensor.ALL.get(Tensor.FLOAT, at(address, i));
      sum += x * x;
    }
    return Math.sqrt(sum);
  }

  private static long at(long address, int i) {
    return address + (long) Float.BYTES * i;
  }

  private int outputsBetween(int from, int to) {
    int outputs = 0;
    for (int row = from; row < to; row++) {
      outputs += batch.isOutput(row) ? 1 : 0;
    }
    return outputs;
  }
}
