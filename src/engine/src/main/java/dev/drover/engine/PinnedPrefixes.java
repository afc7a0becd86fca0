package dev.drover.engine;

import dev.drover.engine.EngineUnavailableException.Reason;
import dev.drover.engine.chat.ChatMessage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/**
 * Beginnings of prompts, by name, that an engine keeps in memory whatever else needs room, and can
 * keep in files, so that a later process need not compute them. Requests use them without asking:
 * whatever begins with the same tokens does.
 *
 * <p>At most as many as the engine's {@code cachedSequences}. All methods may be called from any
 * thread and wait for the engine.
 */
public final class PinnedPrefixes {
  private static final Logger LOG = System.getLogger(PinnedPrefixes.class.getName());
  private static final int MAGIC = 0x44525058; // "DRPX"
  private static final int VERSION = 1;

  private final Engine engine;
  private final Map<String, Pin> pins = new ConcurrentSkipListMap<>();

  /**
   * A pinned prefix.
   *
   * @param name its name
   * @param tokens how many tokens it has
   * @param adapter the LoRA adapter that it was computed with, or null
   */
  public record Prefix(String name, int tokens, String adapter) {}

  private record Pin(int[] tokens, String adapter, int number) {
    Prefix prefix(String name) {
      return new Prefix(name, tokens.length, adapter);
    }
  }

  PinnedPrefixes(Engine engine) {
    this.engine = engine;
  }

  /** All prefixes, by name. */
  public List<Prefix> list() {
    return pins.entrySet().stream().map(e -> e.getValue().prefix(e.getKey())).toList();
  }

  /**
   * Computes a prefix, unless it is in memory, and keeps it. One of the same name is replaced.
   *
   * @param adapter the LoRA adapter that requests will ask for, or null
   * @throws InvalidRequestException if the prompt does not fit the model
   * @throws EngineUnavailableException if the engine does not take it now, or has no room for it
   */
  public Prefix pin(String name, Prompt prompt, String adapter) throws InterruptedException {
    int[] tokens = engine.tokenize(prompt);
    GenerationRequest request =
        GenerationRequest.builder()
            .prompt(new Prompt.Tokens(Arrays.stream(tokens).boxed().toList()))
            .adapter(adapter)
            .temperature(0.0)
            .maxNewTokens(1)
            .build();
    try (Generation generation = engine.submit(request)) {
      GenerationEvent.Finished end = generation.await().choices().getFirst().finish();
      if (end.reason() == FinishReason.ERROR) {
        throw new GenerationFailedException(end.message());
      }
    }
    return keep(name, tokens, adapter, lane -> lane.scheduler.memory().pin(key(adapter), tokens));
  }

  /**
   * What all conversations with a system message begin with, so that it can be pinned.
   *
   * @throws InvalidRequestException if the model has no chat template, or it takes no system
   *     message
   */
  public Prompt systemPrompt(String text) {
    int[] one = engine.tokenize(conversation(text, "a"));
    int[] other = engine.tokenize(conversation(text, "b"));
    int common = Math.max(1, Arrays.mismatch(one, other));
    return new Prompt.Tokens(Arrays.stream(one, 0, common).boxed().toList());
  }

  private static Prompt conversation(String system, String user) {
    return new Prompt.Chat(List.of(ChatMessage.system(system), ChatMessage.user(user)));
  }

  /**
   * Brings system messages into memory, each from its file where there is one that fits, and writes
   * those that had to be computed. What fails is logged, and requests do without.
   *
   * @param folder where the files are, or null for none
   */
  void prepare(Map<String, String> systemPrompts, Path folder) throws InterruptedException {
    for (Map.Entry<String, String> entry : systemPrompts.entrySet()) {
      String name = entry.getKey();
      try {
        Prompt prompt = systemPrompt(entry.getValue());
        if (folder == null) {
          pin(name, prompt, null);
          continue;
        }
        String file = engine.model().name() + "-" + name;
        Path path = folder.resolve(file.replaceAll("[^\\w.-]", "_") + ".prefix");
        if (restore(name, prompt, null, path).isEmpty()) {
          pin(name, prompt, null);
          Files.createDirectories(folder);
          save(name, path);
        }
      } catch (RuntimeException | IOException e) {
        LOG.log(Level.WARNING, "cannot keep the system prompt " + name, e);
      }
    }
  }

  /**
   * Lets a prefix go.
   *
   * @return false if there is none of that name
   */
  public boolean unpin(String name) throws InterruptedException {
    Pin pin = pins.remove(name);
    if (pin == null) {
      return false;
    }
    release(pin);
    return true;
  }

  /**
   * Writes a prefix to a file, in place of what was there.
   *
   * @return false if there is none of that name
   * @throws UncheckedIOException if the file cannot be written
   */
  public boolean save(String name, Path file) throws InterruptedException {
    Pin pin = pins.get(name);
    if (pin == null) {
      return false;
    }
    byte[] state = engine.call(lane -> lane.runner.save(pin.number));
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(part))) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeUTF(pin.adapter == null ? "" : pin.adapter);
      out.writeInt(pin.tokens.length);
      for (int token : pin.tokens) {
        out.writeInt(token);
      }
      out.writeInt(state.length);
      out.write(state);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + part, e);
    }
    move(part, file);
    return true;
  }

  /**
   * Brings a prefix back from a file and keeps it, if it is what computing it would give: the same
   * tokens, the same adapter, the same model, library and number format.
   *
   * @param prompt what the prefix must be
   * @return empty if there is no such file, it holds another prefix, or it is damaged
   * @throws EngineUnavailableException if the engine is closed or has no room for it
   */
  public Optional<Prefix> restore(String name, Prompt prompt, String adapter, Path file)
      throws InterruptedException {
    int[] tokens = engine.tokenize(prompt);
    byte[] state;
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      if (in.readInt() != MAGIC
          || in.readInt() != VERSION
          || !in.readUTF().equals(adapter == null ? "" : adapter)
          || in.readInt() != tokens.length) {
        return Optional.empty();
      }
      for (int token : tokens) {
        if (in.readInt() != token) {
          return Optional.empty();
        }
      }
      state = in.readNBytes(in.readInt());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(keep(name, tokens, adapter, lane -> load(lane, adapter, tokens, state)));
    } catch (EngineUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      return Optional.empty(); // another model's, or damaged: it is computed again then
    }
  }

  private static int load(Lane lane, String adapter, int[] tokens, byte[] state) {
    return lane.scheduler
        .memory()
        .restore(
            key(adapter),
            tokens,
            number -> {
              int length = lane.runner.restore(number, state);
              if (length != tokens.length) {
                throw new IllegalArgumentException(
                    "the state holds %d tokens, not %d".formatted(length, tokens.length));
              }
            });
  }

  private Prefix keep(String name, int[] tokens, String adapter, Function<Lane, Integer> pin)
      throws InterruptedException {
    int number = engine.call(pin);
    if (number < 0) {
      throw new EngineUnavailableException(
          Reason.QUEUE_FULL,
          "there is no room to keep a prefix of " + tokens.length + " tokens",
          Inbox.RETRY_AFTER);
    }
    Pin kept = new Pin(tokens, adapter, number);
    Pin before = pins.put(name, kept);
    if (before != null) {
      release(before);
    }
    return kept.prefix(name);
  }

  private void release(Pin pin) throws InterruptedException {
    engine.call(lane -> {
      lane.scheduler.memory().unpin(pin.number);
      return null;
    });
  }

  private static Object key(String adapter) {
    return Task.prefixKey(adapter);
  }

  private static void move(Path part, Path file) {
    try {
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
