package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.chat.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prefixes that stay in memory and survive a restart. */
class PinnedPrefixesTest {
  private static final Prompt SYSTEM = new Prompt.Text("s".repeat(100));
  private static final UnaryOperator<EngineConfig.Builder> SMALL =
      b -> b.cells(400).cachedSequences(2);

  @TempDir Path folder;

  @Test
  void aPinnedPrefixStaysWhateverNeedsRoom() throws InterruptedException {
    try (Scripted s = new Scripted(SMALL)) {
      assertThat(s.engine.prefixes().pin("system", SYSTEM, null))
          .isEqualTo(new PinnedPrefixes.Prefix("system", 100, null));
      for (char c = 'a'; c < 'g'; c++) {
        s.run(("" + c).repeat(280), 3);
      }
      int before = s.decoded();
      assertThat(s.text("s".repeat(100) + "x", 1)).isEqualTo("y");
      assertThat(s.decoded() - before).isEqualTo(1);
      assertThat(s.engine.prefixes().unpin("system")).isTrue();
      assertThat(s.engine.prefixes().unpin("system")).isFalse();
      for (char c = 'a'; c < 'g'; c++) {
        s.run(("" + c).repeat(280), 3);
      }
      before = s.decoded();
      s.run("s".repeat(100) + "x", 1);
      assertThat(s.decoded() - before).isEqualTo(101);
    }
  }

  @Test
  void moreThanThereIsRoomForIsRefused() throws InterruptedException {
    try (Scripted s = new Scripted(SMALL)) {
      s.engine.prefixes().pin("one", new Prompt.Text("one"), null);
      s.engine.prefixes().pin("two", new Prompt.Text("two"), null);
      assertThatThrownBy(() -> s.engine.prefixes().pin("three", new Prompt.Text("three"), null))
          .isInstanceOf(EngineUnavailableException.class)
          .hasMessage("there is no room to keep a prefix of 5 tokens");
      assertThat(s.engine.prefixes().list())
          .extracting(PinnedPrefixes.Prefix::name)
          .containsExactly("one", "two");
      // A number is left for each sequence that runs.
      assertThat(s.text("a", 2)).isEqualTo("bc");
      s.engine.prefixes().unpin("one");
      s.engine.prefixes().unpin("two");
    }
  }

  @Test
  void aRestartedEngineNeedNotComputeIt() throws InterruptedException {
    Path file = folder.resolve("system");
    try (Scripted s = new Scripted(SMALL)) {
      s.engine.prefixes().pin("system", SYSTEM, null);
      assertThat(s.engine.prefixes().save("system", file)).isTrue();
      assertThat(s.engine.prefixes().save("other", file)).isFalse();
      s.engine.prefixes().unpin("system");
    }
    try (Scripted s = new Scripted(SMALL)) {
      assertThat(s.engine.prefixes().restore("system", SYSTEM, null, file)).isPresent();
      assertThat(s.text("s".repeat(100) + "x", 1)).isEqualTo("y");
      assertThat(s.decoded()).isEqualTo(1);
      s.engine.prefixes().unpin("system");
    }
  }

  @Test
  void aFileOfAnotherPrefixOrADamagedOneIsNotTaken() throws Exception {
    Path file = folder.resolve("system");
    try (Scripted s = new Scripted(SMALL)) {
      assertThat(s.engine.prefixes().restore("system", SYSTEM, null, file)).isEmpty();
      s.engine.prefixes().pin("system", SYSTEM, null);
      s.engine.prefixes().save("system", file);
      s.engine.prefixes().unpin("system");
      Prompt other = new Prompt.Text("t".repeat(100));
      assertThat(s.engine.prefixes().restore("system", other, null, file)).isEmpty();
      assertThat(s.engine.prefixes().restore("system", SYSTEM, "terse", file)).isEmpty();
      damage(file);
      assertThat(s.engine.prefixes().restore("system", SYSTEM, null, file)).isEmpty();
      assertThat(s.engine.prefixes().list()).isEmpty();
    }
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 7));
  }

  @Test
  void theRealModelGoesOnFromAFileAsFromItsOwnComputing() throws InterruptedException {
    Path file = folder.resolve("real");
    Prompt system = new Prompt.Text("You answer in one short sentence. ".repeat(8));
    EngineConfig config = EngineConfig.builder("smol").threads(1).cells(2048).build();
    String computed;
    try (Engine engine = TestModel.load(config)) {
      computed = answer(engine, system);
      engine.prefixes().pin("system", system, null);
      engine.prefixes().save("system", file);
    }
    try (Engine engine = TestModel.load(config)) {
      assertThat(engine.prefixes().restore("system", system, null, file)).isPresent();
      assertThat(answer(engine, system)).isEqualTo(computed);
      assertThat(engine.statistics().promptTokens()).isLessThan(10);
      assertThat(engine.statistics().integrityFailures()).isZero();
    }
  }

  @Test
  void aConfiguredSystemPromptIsReadyBeforeTheFirstRequest() throws InterruptedException {
    String text = "You answer in one short sentence. ".repeat(8);
    EngineConfig config =
        EngineConfig.builder("smol")
            .threads(1)
            .cells(2048)
            .systemPrompts(Map.of("brief", text))
            .prefixFolder(folder.resolve("prefixes"))
            .build();
    long computed;
    try (Engine engine = TestModel.load(config)) {
      computed = engine.statistics().promptTokens();
      assertThat(computed).isGreaterThan(50);
      assertThat(folder.resolve("prefixes/smol-brief.prefix")).exists();
    }
    try (Engine engine = TestModel.load(config)) {
      assertThat(engine.prefixes().list()).hasSize(1);
      Prompt chat =
          new Prompt.Chat(List.of(ChatMessage.system(text), ChatMessage.user("Hello there")));
      engine.submit(GenerationRequest.builder().prompt(chat).maxNewTokens(1).build()).await();
      assertThat(engine.statistics().promptTokens()).isLessThan(20);
    }
  }

  private static String answer(Engine engine, Prompt system) throws InterruptedException {
    String prompt = ((Prompt.Text) system).text() + "The capital of France is";
    return engine
        .submit(GenerationRequest.builder().prompt(prompt).temperature(0.0).maxNewTokens(8).build())
        .await()
        .choices()
        .getFirst()
        .text();
  }
}
