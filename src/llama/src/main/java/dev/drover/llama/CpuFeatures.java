package dev.drover.llama;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the processor features that a library was compiled for with those of this machine. A
 * library that needs more would end the process with an illegal instruction.
 */
final class CpuFeatures {
  /** {@code int ggml_cpu_has_X(void)} says what was compiled in; the value is the kernel's name. */
  private static final Map<String, String> FLAGS = new LinkedHashMap<>();

  static {
    FLAGS.put("sse3", "pni");
    FLAGS.put("ssse3", "ssse3");
    FLAGS.put("avx", "avx");
    FLAGS.put("f16c", "f16c");
    FLAGS.put("fma", "fma");
    FLAGS.put("bmi2", "bmi2");
    FLAGS.put("avx2", "avx2");
    FLAGS.put("avx_vnni", "avx_vnni");
    FLAGS.put("avx512", "avx512f");
    FLAGS.put("avx512_vbmi", "avx512vbmi");
    FLAGS.put("avx512_vnni", "avx512_vnni");
    FLAGS.put("avx512_bf16", "avx512_bf16");
    FLAGS.put("amx_int8", "amx_int8");
    FLAGS.put("neon", "asimd");
    FLAGS.put("fp16_va", "asimdhp");
    FLAGS.put("dotprod", "asimddp");
    FLAGS.put("matmul_int8", "i8mm");
    FLAGS.put("sve", "sve");
  }

  private CpuFeatures() {}

  /** The features of this machine by the kernel's names; empty where there is no such list. */
  static Optional<Set<String>> ofThisMachine() {
    try {
      return parse(Files.readAllLines(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return Optional.empty(); // not Linux
    }
  }

  static Optional<Set<String>> parse(List<String> cpuinfo) {
    return cpuinfo.stream()
        .filter(l -> l.startsWith("flags") || l.startsWith("Features"))
        .findFirst()
        .map(l -> Set.of(l.substring(l.indexOf(':') + 1).strip().split("\\s+")));
  }

  /**
   * The features that a library was compiled for, by the kernel's names; empty if it cannot say.
   */
  static List<String> compiledInto(Symbols symbols) {
    List<String> needed = new ArrayList<>();
    FLAGS.forEach((feature, flag) -> {
      String name = "ggml_cpu_has_" + feature;
      MethodHandle has = symbols.optional(name, Signatures.INT_OF_NOTHING);
      try {
        if (has != null && (int) has.invokeExact() != 0) {
          needed.add(flag);
        }
      } catch (Throwable e) {
        throw Symbols.unexpected(name, e);
      }
    });
    return needed;
  }

  /**
   * Refuses a library that would crash here.
   *
   * @throws LibraryException naming the missing features
   */
  static void require(List<String> needed, Set<String> present, String origin) {
    List<String> missing = needed.stream().filter(f -> !present.contains(f)).toList();
    if (!missing.isEmpty()) {
      throw new LibraryException(
          "%s is compiled for processor features that this machine lacks: %s. Use a build that chooses its kernels at run time (llama.cpp v0.5 with its libggml-cpu-* files)"
              .formatted(origin, String.join(", ", missing)));
    }
  }
}
