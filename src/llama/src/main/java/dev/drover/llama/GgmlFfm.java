package dev.drover.llama;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The method handles behind {@link GgmlLibrary}, each below its C signature. */
final class GgmlFfm implements GgmlLibrary {
  // void ggml_backend_load_all_from_path(const char * dir_path)
  private final MethodHandle loadBackends;

  // size_t ggml_backend_reg_count(void)
  private final MethodHandle backendCount;

  // size_t ggml_backend_dev_count(void)
  private final MethodHandle deviceCount;

  // ggml_backend_dev_t ggml_backend_dev_get(size_t index)
  private final MethodHandle device;

  // const char * ggml_backend_dev_name(ggml_backend_dev_t device)
  private final MethodHandle deviceName;

  // const char * ggml_backend_dev_description(ggml_backend_dev_t device)
  private final MethodHandle deviceDescription;

  // enum ggml_backend_dev_type ggml_backend_dev_type(ggml_backend_dev_t device)
  private final MethodHandle deviceType;

  // void ggml_backend_dev_memory(ggml_backend_dev_t device, size_t * free, size_t * total)
  private final MethodHandle deviceMemory;

  // ggml_backend_reg_t ggml_backend_dev_backend_reg(ggml_backend_dev_t device)
  private final MethodHandle deviceBackend;

  // void * ggml_backend_reg_get_proc_address(ggml_backend_reg_t reg, const char * name)
  private final MethodHandle backendFunction;

  // bool ggml_backend_buffer_is_host(ggml_backend_buffer_t buffer)
  private final MethodHandle isHost;

  // void ggml_backend_tensor_get(const struct ggml_tensor * tensor, void * data, size_t offset,
  // size_t size)
  private final MethodHandle tensorGet;

  // void ggml_backend_tensor_set(struct ggml_tensor * tensor, const void * data, size_t offset,
  // size_t size)
  private final MethodHandle tensorSet;

  // const struct ggml_type_traits * ggml_get_type_traits(enum ggml_type type)
  private final MethodHandle typeTraits;

  // void (*ggml_to_float_t)(const void * x, float * y, int64_t k)
  private final MethodHandle toFloat;

  GgmlFfm(Symbols symbols) {
    loadBackends = symbols.function("ggml_backend_load_all_from_path", Signatures.VOID_OF_PTR);
    backendCount = symbols.function("ggml_backend_reg_count", Signatures.LONG_OF_NOTHING);
    deviceCount = symbols.function("ggml_backend_dev_count", Signatures.LONG_OF_NOTHING);
    device = symbols.function("ggml_backend_dev_get", Signatures.PTR_OF_LONG);
    deviceName = symbols.function("ggml_backend_dev_name", Signatures.PTR_OF_PTR);
    deviceDescription = symbols.function("ggml_backend_dev_description", Signatures.PTR_OF_PTR);
    deviceType = symbols.function("ggml_backend_dev_type", Signatures.INT_OF_PTR);
    deviceMemory = symbols.function("ggml_backend_dev_memory", Signatures.VOID_OF_PTR_PTR_PTR);
    deviceBackend = symbols.function("ggml_backend_dev_backend_reg", Signatures.PTR_OF_PTR);
    backendFunction =
        symbols.function("ggml_backend_reg_get_proc_address", Signatures.PTR_OF_PTR_PTR);
    isHost = symbols.function("ggml_backend_buffer_is_host", Signatures.BOOL_OF_PTR);
    tensorGet = symbols.function("ggml_backend_tensor_get", Signatures.VOID_OF_PTR_PTR_LONG_LONG);
    tensorSet = symbols.function("ggml_backend_tensor_set", Signatures.VOID_OF_PTR_PTR_LONG_LONG);
    typeTraits = symbols.function("ggml_get_type_traits", Signatures.PTR_OF_INT);
    toFloat = Linker.nativeLinker().downcallHandle(Signatures.VOID_OF_PTR_PTR_LONG);
  }

  @Override
  public void loadBackends(MemorySegment directory) {
    try {
      loadBackends.invokeExact(directory);
    } catch (Throwable e) {
      throw Symbols.unexpected("loadBackends", e);
    }
  }

  @Override
  public long backendCount() {
    try {
      return (long) backendCount.invokeExact();
    } catch (Throwable e) {
      throw Symbols.unexpected("backendCount", e);
    }
  }

  @Override
  public long deviceCount() {
    try {
      return (long) deviceCount.invokeExact();
    } catch (Throwable e) {
      throw Symbols.unexpected("deviceCount", e);
    }
  }

  @Override
  public MemorySegment device(long index) {
    try {
      return (MemorySegment) device.invokeExact(index);
    } catch (Throwable e) {
      throw Symbols.unexpected("device", e);
    }
  }

  @Override
  public MemorySegment deviceName(MemorySegment device) {
    try {
      return (MemorySegment) deviceName.invokeExact(device);
    } catch (Throwable e) {
      throw Symbols.unexpected("deviceName", e);
    }
  }

  @Override
  public MemorySegment deviceDescription(MemorySegment device) {
    try {
      return (MemorySegment) deviceDescription.invokeExact(device);
    } catch (Throwable e) {
      throw Symbols.unexpected("deviceDescription", e);
    }
  }

  @Override
  public int deviceType(MemorySegment device) {
    try {
      return (int) deviceType.invokeExact(device);
    } catch (Throwable e) {
      throw Symbols.unexpected("deviceType", e);
    }
  }

  @Override
  public void deviceMemory(MemorySegment device, MemorySegment free, MemorySegment total) {
    try {
      deviceMemory.invokeExact(device, free, total);
    } catch (Throwable e) {
      throw Symbols.unexpected("deviceMemory", e);
    }
  }

  @Override
  public MemorySegment deviceBackend(MemorySegment device) {
    try {
      return (MemorySegment) deviceBackend.invokeExact(device);
    } catch (Throwable e) {
      throw Symbols.unexpected("deviceBackend", e);
    }
  }

  @Override
  public MemorySegment backendFunction(MemorySegment backend, MemorySegment name) {
    try {
      return (MemorySegment) backendFunction.invokeExact(backend, name);
    } catch (Throwable e) {
      throw Symbols.unexpected("backendFunction", e);
    }
  }

  @Override
  public boolean isHost(MemorySegment buffer) {
    try {
      return (boolean) isHost.invokeExact(buffer);
    } catch (Throwable e) {
      throw Symbols.unexpected("isHost", e);
    }
  }

  @Override
  public void tensorGet(MemorySegment tensor, MemorySegment data, long offset, long size) {
    try {
      tensorGet.invokeExact(tensor, data, offset, size);
    } catch (Throwable e) {
      throw Symbols.unexpected("tensorGet", e);
    }
  }

  @Override
  public void tensorSet(MemorySegment tensor, MemorySegment data, long offset, long size) {
    try {
      tensorSet.invokeExact(tensor, data, offset, size);
    } catch (Throwable e) {
      throw Symbols.unexpected("tensorSet", e);
    }
  }

  @Override
  public MemorySegment typeTraits(int type) {
    try {
      return (MemorySegment) typeTraits.invokeExact(type);
    } catch (Throwable e) {
      throw Symbols.unexpected("typeTraits", e);
    }
  }

  @Override
  public void toFloat(MemorySegment function, MemorySegment from, MemorySegment to, long count) {
    try {
      toFloat.invokeExact(function, from, to, count);
    } catch (Throwable e) {
      throw Symbols.unexpected("toFloat", e);
    }
  }
}
