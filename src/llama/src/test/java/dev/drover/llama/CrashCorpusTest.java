package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.llama.Fixtures.NativeBuild;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged models are refused or served, and the process lives. Each library gets a process of its
 * own, so that a crash is a failed test with the name of the file that caused it.
 */
class CrashCorpusTest {
  private static final Map<String, Supplier<GgufWriter>> MODELS =
      Map.of(
          "llama", TinyModels::llama,
          "sentence pieces", TinyModels::llamaWithSentencePieces,
          "bert", TinyModels::bert,
          "gemma", TinyModels::gemma,
          "mamba", TinyModels::mamba);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void theProcessLives(NativeBuild build) throws IOException, InterruptedException {
    Fixtures.llama(build); // absent libraries skip, or fail where they are required
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:ErrorFile=/dev/null"));
    if (System.getProperty("drover.home") != null) {
      command.add("-Ddrover.home=" + System.getProperty("drover.home"));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(CrashCorpusTest.class.getName(), build.name(), folder.toString()));
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    List<String> lines = Files.readAllLines(output);
    assertThat(status)
        .as("last lines: %s", lines.subList(Math.max(0, lines.size() - 12), lines.size()))
        .isZero();
    assertThat(lines.getLast()).startsWith("survived ");
    assertThat(Integer.parseInt(lines.getLast().split(" ")[1])).isGreaterThan(60);
  }

  /** Loads every damaged model; prints the name of each before, and the count at the end. */
  public static void main(String[] args) throws IOException {
    Llama llama = Fixtures.llama(NativeBuild.valueOf(args[0]));
    Path file = Path.of(args[1], args[0] + ".gguf");
    // The whole corpus takes minutes: a share of it, unless asked for all (-Ddrover.corpus=1).
    int share = Integer.getInteger("drover.corpus", 64);
    int count = 0;
    for (var model : MODELS.entrySet()) {
      Map<String, byte[]> corpus = new LinkedHashMap<>(CorruptModels.damaged(model.getValue(), 12));
      int index = 0;
      for (var wrong : CorruptModels.wrongValues(model.getValue()).entrySet()) {
        if (index++ % share == 0) {
          corpus.put(wrong.getKey(), wrong.getValue());
        }
      }
      for (var damaged : corpus.entrySet()) {
        System.out.println(model.getKey() + ": " + damaged.getKey());
        Files.write(file, damaged.getValue());
        use(llama, file);
        count++;
      }
    }
    for (int tenths = 1; tenths < 10; tenths += 2) {
      System.out.println("SmolLM2 cut at " + tenths + " tenths");
      cut(Fixtures.modelFile(), file, tenths);
      use(llama, file);
      count++;
    }
    System.out.println("survived " + count);
  }

  private static void cut(Path whole, Path file, long tenths) throws IOException {
    try (FileChannel from = FileChannel.open(whole);
        FileChannel to =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      from.transferTo(0, whole.toFile().length() * tenths / 10, to);
    }
  }

  /** Loads the model and, if it loads, decodes a little with it. */
  private static void use(Llama llama, Path file) {
    try (Model model = Model.load(llama, file, ModelOptions.defaults());
        Context context = Context.create(model, options(model))) {
      int[] tokens = model.vocabulary().tokenize("hello abc", true, false);
      if (tokens.length > 0 && tokens.length <= 32) {
        Batch batch = context.newBatch();
        Scenario.add(context, batch, 0, tokens);
        context.decode(batch);
      }
    } catch (LlamaException | IllegalArgumentException e) {
      System.out.println("  refused: " + e.getMessage());
    }
  }

  private static ContextOptions options(Model model) {
    ContextOptions options = Scenario.OPTIONS.withMemory(64, 1).withBatch(32, 32);
    return model.isCausal() ? options : options.withEmbeddings(Pooling.NONE);
  }
}
