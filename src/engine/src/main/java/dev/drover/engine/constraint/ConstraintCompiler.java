package dev.drover.engine.constraint;

import dev.drover.engine.constraint.Constraint.AnyJson;
import dev.drover.engine.constraint.Constraint.Choice;
import dev.drover.engine.constraint.Constraint.Gbnf;
import dev.drover.engine.constraint.Constraint.JsonSchema;
import dev.drover.engine.constraint.Constraint.Regex;
import dev.drover.engine.constraint.Constraint.ToolCalls;
import dev.drover.engine.constraint.json.JsonSchemaCompiler;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Makes constraints ready for one model's vocabulary and remembers those that were used last.
 * Thread-safe: who asks for what another thread is compiling waits for that, and for nothing else.
 */
public final class ConstraintCompiler {
  private final int size;
  private final IntFunction<byte[]> tokenBytes;
  private final int[] endOfGeneration;
  private final Map<String, LocalMask> shared = new ConcurrentHashMap<>();
  private final Map<List<Constraint>, FutureTask<CompiledConstraint>> compiled =
      new LinkedHashMap<>(16, 0.75f, true);
  private final FutureTask<TokenTrie> trie = new FutureTask<>(this::readVocabulary);

  /**
   * For a vocabulary, which is read when the first constraint is compiled.
   *
   * @param size how many tokens it has; ids run from 0
   * @param tokenBytes the bytes of each token in text; none for control tokens
   * @param endOfGeneration ids of the tokens that end a generation
   */
  public ConstraintCompiler(int size, IntFunction<byte[]> tokenBytes, int[] endOfGeneration) {
    this.size = size;
    this.tokenBytes = tokenBytes;
    this.endOfGeneration = endOfGeneration.clone();
  }

  /**
   * What satisfies all constraints of a list. Call it off the engine's thread: it may take as long
   * as {@code 2} seconds.
   *
   * @param constraints at least one
   * @throws ConstraintException if one cannot be used, or no text satisfies all
   */
  public CompiledConstraint compile(List<Constraint> constraints) {
    List<Constraint> key = List.copyOf(constraints);
    FutureTask<CompiledConstraint> task;
    synchronized (compiled) {
      task = compiled.computeIfAbsent(key, k -> new FutureTask<>(() -> make(k)));
    }
    task.run();
    try {
      CompiledConstraint result = get(task);
      shrink(task);
      return result;
    } catch (ConstraintException e) {
      synchronized (compiled) {
        compiled.remove(key, task);
      }
      throw e;
    }
  }

  private TokenTrie readVocabulary() {
    return new TokenTrie(size, tokenBytes, endOfGeneration);
  }

  private CompiledConstraint make(List<Constraint> constraints) {
    trie.run();
    Runnable clock = clock();
    List<Grammar> grammars = constraints.stream().map(c -> grammar(c, clock)).toList();
    CompiledGrammar grammar = new CompiledGrammar(grammars, clock);
    try {
      // No sequence could begin where this takes too much.
      grammar.start(true, new Work());
    } catch (ConstraintOverrunException e) {
      throw new ConstraintException(e.getMessage());
    }
    return new CompiledConstraint(grammar, get(trie), shared);
  }

  /** Throws once this thread has computed for too long, however busy the machine is. */
  private static Runnable clock() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long end =
        threads.getCurrentThreadCpuTime()
            + TimeUnit.MILLISECONDS.toNanos(ConstraintLimits.MAX_COMPILE_MILLIS);
    return () -> {
      if (threads.getCurrentThreadCpuTime() > end) {
        throw new ConstraintException(
            "the constraint is too large: compiling it takes more than "
                + ConstraintLimits.MAX_COMPILE_MILLIS
                + " ms");
      }
    };
  }

  /**
   * The language of a constraint.
   *
   * @param clock is run now and then and may throw to end the work
   */
  static Grammar grammar(Constraint constraint, Runnable clock) {
    return switch (constraint) {
      case JsonSchema c -> JsonSchemaCompiler.compile(sized(c.schema()), c.ignoreUnsupported());
      case AnyJson c -> JsonSchemaCompiler.anyJson();
      case Regex c -> Grammar.of(RegexCompiler.match(sized(c.pattern())));
      case Gbnf c -> GbnfCompiler.compile(sized(c.grammar()));
      case Choice c -> choice(c.texts());
      case ToolCalls c -> ToolCallGrammar.of(c, clock);
    };
  }

  private static String sized(String source) {
    if (source.length() > ConstraintLimits.MAX_SOURCE) {
      throw new ConstraintException(
          "the constraint is too large: "
              + source.length()
              + " characters, at most "
              + ConstraintLimits.MAX_SOURCE
              + " are allowed");
    }
    return source;
  }

  private static Grammar choice(List<String> texts) {
    if (texts.isEmpty() || texts.contains("")) {
      throw new ConstraintException("a choice needs texts, none of them empty");
    }
    sized(String.join("", texts));
    return Grammar.of(Expr.alt(texts.stream().map(Expr::text).toList()));
  }

  /** Forgets what was not used for longest until what is left is small enough. */
  private void shrink(FutureTask<CompiledConstraint> used) {
    synchronized (compiled) {
      long bytes = 0;
      for (FutureTask<CompiledConstraint> task : compiled.values()) {
        bytes += bytes(task);
      }
      Iterator<FutureTask<CompiledConstraint>> oldest = compiled.values().iterator();
      while (compiled.size() > ConstraintLimits.MAX_COMPILED
          || bytes > ConstraintLimits.MAX_COMPILED_BYTES && oldest.hasNext()) {
        FutureTask<CompiledConstraint> task = oldest.next();
        if (task != used) {
          bytes -= bytes(task);
          oldest.remove();
        }
      }
    }
  }

  private static long bytes(FutureTask<CompiledConstraint> task) {
    return task.state() == FutureTask.State.SUCCESS ? task.resultNow().bytes() : 0;
  }

  private static <T> T get(FutureTask<T> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConstraintException known) {
        throw known;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a constraint was compiled", e);
    }
  }
}
