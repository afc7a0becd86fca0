package dev.drover.llama;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The method handles behind {@link LlamaMemoryLibrary}, each below its C signature. */
final class LlamaMemoryFfm implements LlamaMemoryLibrary {
  // bool llama_memory_seq_rm(llama_memory_t mem, llama_seq_id seq_id, llama_pos p0, llama_pos p1)
  private final MethodHandle remove;

  // void llama_memory_seq_cp(llama_memory_t mem, llama_seq_id seq_id_src, llama_seq_id seq_id_dst,
  // llama_pos p0, llama_pos p1)
  private final MethodHandle copy;

  // void llama_memory_seq_keep(llama_memory_t mem, llama_seq_id seq_id)
  private final MethodHandle keep;

  // void llama_memory_seq_add(llama_memory_t mem, llama_seq_id seq_id, llama_pos p0, llama_pos p1,
  // llama_pos delta)
  private final MethodHandle shift;

  // llama_pos llama_memory_seq_pos_max(llama_memory_t mem, llama_seq_id seq_id)
  private final MethodHandle lastPosition;

  // llama_pos llama_memory_seq_pos_min(llama_memory_t mem, llama_seq_id seq_id)
  private final MethodHandle firstPosition;

  // bool llama_memory_can_shift(llama_memory_t mem)
  private final MethodHandle canShift;

  // v0.5.0: llama_memory_t llama_get_memory(const struct llama_context * ctx)
  private final MethodHandle of;

  // v0.5.0: void llama_memory_clear(llama_memory_t mem, bool data)
  private final MethodHandle clear;

  // b4916: void llama_kv_self_clear(struct llama_context * ctx)
  private final MethodHandle clearOld;

  // b4916: void llama_kv_self_defrag(struct llama_context * ctx)
  private final MethodHandle defragment;

  // b4916: void llama_kv_self_update(struct llama_context * ctx)
  private final MethodHandle update;

  LlamaMemoryFfm(Symbols symbols, LlamaAbi abi) {
    remove = symbols.function(abi.memoryFunction("seq_rm"), Signatures.BOOL_OF_PTR_INT_INT_INT);
    copy = symbols.function(abi.memoryFunction("seq_cp"), Signatures.VOID_OF_PTR_INT_INT_INT_INT);
    keep = symbols.function(abi.memoryFunction("seq_keep"), Signatures.VOID_OF_PTR_INT);
    shift = symbols.function(abi.memoryFunction("seq_add"), Signatures.VOID_OF_PTR_INT_INT_INT_INT);
    lastPosition = symbols.function(abi.memoryFunction("seq_pos_max"), Signatures.INT_OF_PTR_INT);
    firstPosition = symbols.optional("llama_memory_seq_pos_min", Signatures.INT_OF_PTR_INT);
    canShift = symbols.function(abi.memoryFunction("can_shift"), Signatures.BOOL_OF_PTR);
    of = symbols.optional("llama_get_memory", Signatures.PTR_OF_PTR);
    clear = symbols.optional("llama_memory_clear", Signatures.VOID_OF_PTR_BOOL);
    clearOld =
        clear != null ? null : symbols.function("llama_kv_self_clear", Signatures.VOID_OF_PTR);
    defragment = symbols.optional("llama_kv_self_defrag", Signatures.VOID_OF_PTR);
    update = symbols.optional("llama_kv_self_update", Signatures.VOID_OF_PTR);
  }

  @Override
  public boolean remove(MemorySegment memory, int sequence, int from, int to) {
    try {
      return (boolean) remove.invokeExact(memory, sequence, from, to);
    } catch (Throwable e) {
      throw Symbols.unexpected("remove", e);
    }
  }

  @Override
  public void copy(MemorySegment memory, int source, int target, int from, int to) {
    try {
      copy.invokeExact(memory, source, target, from, to);
    } catch (Throwable e) {
      throw Symbols.unexpected("copy", e);
    }
  }

  @Override
  public void keep(MemorySegment memory, int sequence) {
    try {
      keep.invokeExact(memory, sequence);
    } catch (Throwable e) {
      throw Symbols.unexpected("keep", e);
    }
  }

  @Override
  public void shift(MemorySegment memory, int sequence, int from, int to, int delta) {
    try {
      shift.invokeExact(memory, sequence, from, to, delta);
    } catch (Throwable e) {
      throw Symbols.unexpected("shift", e);
    }
  }

  @Override
  public int lastPosition(MemorySegment memory, int sequence) {
    try {
      return (int) lastPosition.invokeExact(memory, sequence);
    } catch (Throwable e) {
      throw Symbols.unexpected("lastPosition", e);
    }
  }

  @Override
  public int firstPosition(MemorySegment memory, int sequence) {
    if (firstPosition == null) {
      return 0;
    }
    try {
      return (int) firstPosition.invokeExact(memory, sequence);
    } catch (Throwable e) {
      throw Symbols.unexpected("firstPosition", e);
    }
  }

  @Override
  public boolean canShift(MemorySegment memory) {
    try {
      return (boolean) canShift.invokeExact(memory);
    } catch (Throwable e) {
      throw Symbols.unexpected("canShift", e);
    }
  }

  @Override
  public MemorySegment of(MemorySegment context) {
    if (of == null) {
      return context;
    }
    try {
      return (MemorySegment) of.invokeExact(context);
    } catch (Throwable e) {
      throw Symbols.unexpected("of", e);
    }
  }

  @Override
  public void clear(MemorySegment memory) {
    try {
      if (clear != null) {
        clear.invokeExact(memory, false);
      } else {
        clearOld.invokeExact(memory);
      }
    } catch (Throwable e) {
      throw Symbols.unexpected("clear", e);
    }
  }

  @Override
  public boolean defragment(MemorySegment memory) {
    if (defragment == null || update == null) {
      return false;
    }
    try {
      defragment.invokeExact(memory);
      update.invokeExact(memory);
      return true;
    } catch (Throwable e) {
      throw Symbols.unexpected("defragment", e);
    }
  }
}
