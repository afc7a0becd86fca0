package dev.drover.llama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.llama.Fixtures.NativeBuild;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VocabularyTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void textsComeBack(NativeBuild build) {
    Vocabulary vocabulary = Fixtures.model(build).vocabulary();
    for (String text :
        List.of(
            "",
            " ",
            "Hello, world",
            "  two  spaces\n\n\tand tabs ",
            "na\u00efve caf\u00e9 \u5b57\u5178 \ud83d\ude00\u200d\u2764",
            "<|im_start|>user",
            "1234567890 a\u0301")) {
      int[] tokens = vocabulary.tokenize(text, false, false);
      ByteArrayOutputStream pieces = new ByteArrayOutputStream();
      for (int token : tokens) {
        pieces.writeBytes(vocabulary.piece(token));
      }
      assertThat(pieces.toString(UTF_8)).isEqualTo(text);
      assertThat(new String(vocabulary.detokenize(tokens, false, true), UTF_8)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @EnumSource
  void specialTokensAreParsedOnlyWhenAsked(NativeBuild build) {
    Vocabulary vocabulary = Fixtures.model(build).vocabulary();
    int[] parsed = vocabulary.tokenize("<|im_start|>", false, true);
    assertThat(parsed).hasSize(1);
    assertThat(vocabulary.is(TokenAttribute.CONTROL, parsed[0])).isTrue();
    assertThat(vocabulary.attributes(parsed[0])).contains(TokenAttribute.CONTROL);
    assertThat(vocabulary.text(parsed[0])).isEmpty();
    assertThat(new String(vocabulary.piece(parsed[0]), UTF_8)).isEqualTo("<|im_start|>");
    assertThat(vocabulary.tokenize("<|im_start|>", false, false)).hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @EnumSource
  void knowsTheSpecialTokens(NativeBuild build) {
    Vocabulary vocabulary = Fixtures.model(build).vocabulary();
    int end = vocabulary.tokenize("<|im_end|>", false, true)[0];
    assertThat(vocabulary.size()).isEqualTo(49152);
    assertThat(vocabulary.type()).isEqualTo(VocabularyType.BYTE_PAIR);
    assertThat(vocabulary.eos()).hasValue(end);
    assertThat(vocabulary.isEndOfGeneration(end)).isTrue();
    assertThat(vocabulary.endOfGeneration().get(end)).isTrue();
    assertThat(vocabulary.isEndOfGeneration(1000)).isFalse();
    assertThat(vocabulary.addsBos()).isFalse();
  }

  /** The table must say what native code says, for every token. */
  @ParameterizedTest
  @EnumSource
  void piecesAreThoseOfNativeCode(NativeBuild build) {
    Vocabulary vocabulary = Fixtures.model(build).vocabulary();
    LlamaVocabularyLibrary library = Fixtures.llama(build).vocabularies();
    MemorySegment handle =
        Fixtures.llama(build).models().modelVocabulary(Fixtures.model(build).handle());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(1024);
      for (int token = 0; token < vocabulary.size(); token++) {
        int length = library.piece(handle, token, buffer, 1024, 0, true);
        assertThat(vocabulary.piece(token))
            .isEqualTo(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        length = library.piece(handle, token, buffer, 1024, 0, false);
        assertThat(vocabulary.text(token))
            .isEqualTo(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesTokensThatDoNotExist(NativeBuild build) {
    Vocabulary vocabulary = Fixtures.model(build).vocabulary();
    for (int token : new int[] {-1, 49152, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> vocabulary.piece(token))
          .hasMessage("token must be at least 0 and below 49152, given " + token);
      assertThatThrownBy(() -> vocabulary.attributes(token)).hasMessageContaining("token");
      assertThatThrownBy(() -> vocabulary.detokenize(new int[] {5, token}, false, false))
          .hasMessageContaining("token");
    }
  }

  @ParameterizedTest
  @EnumSource
  void detokenizesAnyTokens(NativeBuild build) {
    Random random = new Random(1);
    for (GgufWriter writer : List.of(TinyModels.llama(), TinyModels.llamaWithSentencePieces())) {
      Path path = writer.write(folder.resolve("m.gguf"));
      try (Model model = Model.load(Fixtures.llama(build), path, ModelOptions.defaults())) {
        Vocabulary vocabulary = model.vocabulary();
        for (int i = 0; i < 100; i++) {
          int[] tokens = random.ints(random.nextInt(50), 0, vocabulary.size()).toArray();
          assertThat(vocabulary.detokenize(tokens, i % 2 == 0, i % 3 == 0)).isNotNull();
        }
        assertThat(new String(vocabulary.detokenize(new int[0], true, true), UTF_8)).isEmpty();
      }
    }
  }
}
