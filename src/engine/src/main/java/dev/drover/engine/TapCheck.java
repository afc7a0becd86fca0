package dev.drover.engine;

import dev.drover.llama.Batch;
import dev.drover.llama.Context;
import dev.drover.llama.ContextOptions;
import dev.drover.llama.DecodeException;
import dev.drover.llama.Model;
import dev.drover.llama.TapPlan;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Whether llama.cpp's graph of a model shows its hidden states, found out once by a token in a
 * small context of its own: a step in which that fails would fail for all its sequences.
 */
final class TapCheck {
  private static final Logger LOG = System.getLogger(TapCheck.class.getName());
  private static final int CELLS = 32;
  private Boolean works;

  /** Whether it does; the first call computes. */
  synchronized boolean works(Model model, ComputeGate gate) {
    if (works == null) {
      works = compute(model, gate);
    }
    return works;
  }

  private static boolean compute(Model model, ComputeGate gate) {
    ContextOptions options =
        ContextOptions.defaults()
            .withMemory(CELLS, 1)
            .withBatch(CELLS, CELLS)
            .withThreads(1, 1)
            .withTap(true);
    try (Context context = Context.create(model, options)) {
      Batch batch = context.newBatch();
      int row = batch.add(0, 0, 0, true);
      TapPlan plan = context.newTapPlan();
      for (int layer = 1; layer <= model.layers(); layer++) {
        plan.sum(layer, row, 1, new double[model.width()]);
      }
      gate.pass(1, () -> context.decode(batch, plan));
      return true;
    } catch (DecodeException e) {
      LOG.log(Level.WARNING, "requests cannot steer this model", e);
      return false;
    }
  }
}
