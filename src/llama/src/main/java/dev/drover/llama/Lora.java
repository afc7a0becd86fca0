package dev.drover.llama;

import static java.lang.foreign.MemorySegment.NULL;

import dev.drover.llama.gguf.GgufException;
import dev.drover.llama.gguf.GgufFile;
import dev.drover.llama.gguf.LoraRules;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A LoRA adapter for a model. Owns native memory: close it after the contexts that use it and
 * before its model. Thread-safe.
 */
public final class Lora implements AutoCloseable {
  private final Model model;
  private final MemorySegment handle;
  private final Lifetime lifetime;

  private Lora(Model model, Path path, MemorySegment handle) {
    this.model = model;
    this.handle = handle;
    this.lifetime = new Lifetime("Adapter " + path.getFileName());
  }

  /**
   * Loads an adapter.
   *
   * @param path a GGUF file of type adapter
   * @throws ModelException if it is corrupt or made for another model
   */
  public static Lora load(Model model, Path path) {
    model.lifetime().acquire();
    try (Arena arena = Arena.ofConfined()) {
      try {
        LoraRules.check(GgufFile.read(path), model.architecture());
      } catch (GgufException e) {
        throw new ModelException(e.getMessage(), e);
      }
      MemorySegment name = arena.allocateFrom(path.toString());
      LlamaModelLibrary library = model.llama().models();
      NativeLog.Outcome<MemorySegment> loaded =
          NativeLog.listen(() -> library.loraLoad(model.handle(), name));
      if (loaded.result().equals(NULL)) {
        throw new ModelException("Cannot load adapter %s: %s".formatted(path, loaded.reason()));
      }
      return new Lora(model, path, loaded.result());
    } catch (RuntimeException | Error e) {
      model.lifetime().release();
      throw e;
    }
  }

  /** The model it changes. */
  public Model model() {
    return model;
  }

  MemorySegment handle() {
    lifetime.check();
    return handle;
  }

  Lifetime lifetime() {
    return lifetime;
  }

  /**
   * Frees the adapter. Closing twice is harmless.
   *
   * @throws IllegalStateException while a context uses it
   */
  @Override
  public void close() {
    if (lifetime.close()) {
      model.llama().models().loraFree(handle);
      model.lifetime().release();
    }
  }
}
