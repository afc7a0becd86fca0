package dev.drover.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;

/**
 * llama.cpp's own grammar sampler, for tests. Source: llama.h of v0.5.0, {@code
 * llama_sampler_init_grammar}.
 */
public final class GrammarSampler implements AutoCloseable {
  /** {@code struct llama_token_data { llama_token id; float logit; float p; }}. */
  private static final int DATA = 12;

  private final Arena arena = Arena.ofConfined();
  private final MethodHandle apply;
  private final MethodHandle accept;
  private final MethodHandle free;
  private final MemorySegment sampler;
  private final MemorySegment data;
  private final MemorySegment candidates;
  private final int size;

  /**
   * At the beginning of a text.
   *
   * @throws IllegalArgumentException if the library does not take the grammar
   */
  public GrammarSampler(Llama llama, Model model, String grammar) {
    Symbols symbols =
        new Symbols(
            LibraryFiles.of(llama.origin()).stream().map(LibraryFiles::open).toList(),
            llama.origin().toString());
    MethodHandle init =
        symbols.function(
            "llama_sampler_init_grammar",
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    apply = symbols.function("llama_sampler_apply", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    accept = symbols.function("llama_sampler_accept", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
    free = symbols.function("llama_sampler_free", FunctionDescriptor.ofVoid(ADDRESS));
    size = model.vocabulary().size();
    data = arena.allocate((long) DATA * size, 4);
    // struct llama_token_data_array { data; size_t size; int64_t selected; bool sorted; }
    candidates = arena.allocate(32, 8);
    try {
      sampler =
          (MemorySegment)
              init.invokeExact(
                  llama.models().modelVocabulary(model.handle()),
                  arena.allocateFrom(grammar),
                  arena.allocateFrom("root"));
    } catch (Throwable e) {
      throw Symbols.unexpected("llama_sampler_init_grammar", e);
    }
    if (sampler.equals(MemorySegment.NULL)) {
      throw new IllegalArgumentException("llama.cpp refuses the grammar");
    }
  }

  /** The tokens that may come next. */
  public BitSet allowed() {
    for (int i = 0; i < size; i++) {
      data.set(JAVA_INT, (long) DATA * i, i);
      data.set(JAVA_FLOAT, (long) DATA * i + 4, 0);
    }
    candidates.set(ADDRESS, 0, data);
    candidates.set(JAVA_LONG, 8, size);
    candidates.set(JAVA_LONG, 16, -1);
    try {
      apply.invokeExact(sampler, candidates);
    } catch (Throwable e) {
      throw Symbols.unexpected("llama_sampler_apply", e);
    }
    BitSet allowed = new BitSet(size);
    for (int i = 0; i < size; i++) {
      if (data.get(JAVA_FLOAT, (long) DATA * i + 4) == 0) {
        allowed.set(data.get(JAVA_INT, (long) DATA * i));
      }
    }
    return allowed;
  }

  /** Takes the next token, which must be allowed. */
  public void accept(int token) {
    try {
      accept.invokeExact(sampler, token);
    } catch (Throwable e) {
      throw Symbols.unexpected("llama_sampler_accept", e);
    }
  }

  @Override
  public void close() {
    try {
      free.invokeExact(sampler);
    } catch (Throwable e) {
      throw Symbols.unexpected("llama_sampler_free", e);
    }
    arena.close();
  }
}
