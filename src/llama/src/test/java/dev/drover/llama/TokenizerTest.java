package dev.drover.llama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.llama.Fixtures.NativeBuild;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenizerTest {
  @TempDir Path folder;

  @Test
  void measuresRuns() {
    assertThat(Tokenizer.longestRun("".getBytes(UTF_8))).isZero();
    assertThat(Tokenizer.longestRun("ab cde   f".getBytes(UTF_8))).isEqualTo(3);
    assertThat(Tokenizer.longestRun("ab\n \t\r\ncde".getBytes(UTF_8))).isEqualTo(5);
  }

  @Test
  void splitsLongRunsBetweenCharacters() {
    byte[] text = ("a" + "\u5b57".repeat(30_000) + " b").getBytes(UTF_8);
    List<byte[]> parts = Tokenizer.split(text);
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      assertThat(Tokenizer.longestRun(part)).isLessThanOrEqualTo(16 << 10);
      assertThat(new String(part, UTF_8)).doesNotContain("\ufffd");
      joined.writeBytes(part);
    }
    assertThat(parts).hasSizeGreaterThan(4);
    assertThat(joined.toByteArray()).isEqualTo(text);
  }

  /** Each of these ended the process when it was passed to llama_tokenize as it is. */
  @ParameterizedTest
  @EnumSource
  void survivesLongRuns(NativeBuild build) {
    for (String splitter : List.of("qwen2", "deepseek-llm", "default", "gpt-4o")) {
      Path path =
          TinyModels.llama().text("tokenizer.ggml.pre", splitter).write(folder.resolve("m.gguf"));
      try (Model model = Model.load(Fixtures.llama(build), path, ModelOptions.defaults())) {
        for (String character : List.of("a", "1", " ", "!", "\n", "\u5b57")) {
          for (int length : new int[] {300, 15_000, 50_000}) {
            byte[] text = character.repeat(length).getBytes(UTF_8);
            int[] tokens = model.vocabulary().tokenize(text, true, false);
            assertThat(tokens[0]).isEqualTo(model.vocabulary().bos().orElseThrow());
            assertThat(model.vocabulary().detokenize(tokens, true, false)).isEqualTo(text);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void survivesAnyBytes(NativeBuild build) {
    Vocabulary vocabulary = Fixtures.model(build).vocabulary();
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] text = new byte[random.nextInt(200)];
      random.nextBytes(text);
      int[] tokens = vocabulary.tokenize(text, false, true);
      assertThat(Arrays.stream(tokens)).allMatch(t -> t >= 0 && t < vocabulary.size());
    }
    assertThat(vocabulary.tokenize(new byte[0], false, true)).isEmpty();
    assertThat(vocabulary.tokenize(new byte[10], false, true)).isNotEmpty();
  }
}
