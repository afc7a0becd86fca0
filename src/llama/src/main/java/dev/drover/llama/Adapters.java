package dev.drover.llama;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The adapters in use by one context. An adapter in use cannot be closed. */
final class Adapters {
  private final LlamaContextLibrary library;
  private final MemorySegment context;
  private final Model model;
  private final List<Lora> inUse = new ArrayList<>();

  Adapters(LlamaContextLibrary library, MemorySegment context, Model model) {
    this.library = library;
    this.context = context;
    this.model = model;
  }

  void setLoras(Map<Lora, Float> scales) {
    List<Lora> wanted = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handles = arena.allocate(ADDRESS, Math.max(1, scales.size()));
      MemorySegment factors = arena.allocate(JAVA_FLOAT, Math.max(1, scales.size()));
      for (Map.Entry<Lora, Float> entry : scales.entrySet()) {
        Lora lora = entry.getKey();
        float scale = entry.getValue();
        check(lora, scale);
        if (scale != 0) {
          lora.lifetime().acquire();
          handles.setAtIndex(ADDRESS, wanted.size(), lora.handle());
          factors.setAtIndex(JAVA_FLOAT, wanted.size(), scale);
          wanted.add(lora);
        }
      }
      int code = library.setLoras(context, handles, wanted.size(), factors);
      if (code != 0) {
        throw new LlamaException(
            "llama_set_adapters_lora returned %d for %d adapters".formatted(code, wanted.size()));
      }
    } catch (RuntimeException | Error e) {
      release(wanted);
      throw e;
    }
    release(inUse);
    inUse.addAll(wanted);
  }

  private void check(Lora lora, float scale) {
    if (lora.model() != model) {
      throw new IllegalArgumentException("an adapter was loaded for another model");
    }
    if (!Float.isFinite(scale)) {
      throw new IllegalArgumentException("scale of an adapter must be finite, given " + scale);
    }
  }

  void setControlVector(ControlVector vector) {
    int code;
    if (vector == null) {
      code = library.setControlVector(context, NULL, 0, model.width(), 0, 0);
    } else if (vector.width() != model.width()) {
      throw new IllegalArgumentException(
          "control vector must be %d wide, given %d".formatted(model.width(), vector.width()));
    } else {
      try (Arena arena = Arena.ofConfined()) {
        float[] data = vector.data();
        code =
            library.setControlVector(
                context,
                arena.allocateFrom(JAVA_FLOAT, data),
                data.length,
                vector.width(),
                1,
                vector.lastBlock());
      }
    }
    if (code != 0) {
      throw new LlamaException("llama_set_adapter_cvec returned " + code);
    }
  }

  /** After the context was freed. */
  void release() {
    release(inUse);
  }

  private static void release(List<Lora> loras) {
    loras.forEach(lora -> lora.lifetime().release());
    loras.clear();
  }
}
