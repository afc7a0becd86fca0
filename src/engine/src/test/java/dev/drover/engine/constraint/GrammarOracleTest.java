package dev.drover.engine.constraint;

import static org.assertj.core.api.Assertions.fail;

import dev.drover.engine.TestModel;
import dev.drover.engine.constraint.Constraint.Gbnf;
import dev.drover.llama.GrammarSampler;
import dev.drover.llama.Llama;
import dev.drover.llama.Model;
import dev.drover.llama.ModelOptions;
import dev.drover.llama.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Masks of GBNF grammars are those of llama.cpp's own sampler, over SmolLM2's vocabulary. */
class GrammarOracleTest {
  private static final int WALKS = 3;
  private static final int TOKENS = 12;

  private static final String JSON =
      """
      root ::= object
      value ::= object | array | string | number | ("true" | "false" | "null") ws
      object ::= "{" ws ( string ":" ws value ("," ws string ":" ws value)* )? "}" ws
      array ::= "[" ws ( value ("," ws value)* )? "]" ws
      string ::= "\\"" ( [^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\bfnrt] | "u" [0-9a-fA-F]{4}) )* "\\"" ws
      number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9]{1,15})? ws
      ws ::= | " " | "\\n" [ \\t]{0,20}
      """;

  private static Llama llama;
  private static Model model;
  private static Vocabulary vocabulary;
  private static ConstraintCompiler compiler;

  @BeforeAll
  static void load() {
    llama = Llama.load(TestModel.natives());
    model = Model.load(llama, TestModel.file(), ModelOptions.defaults());
    vocabulary = model.vocabulary();
    compiler =
        new ConstraintCompiler(
            vocabulary.size(), vocabulary::text, vocabulary.endOfGeneration().stream().toArray());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  static List<String> grammars() {
    return List.of(
        "root ::= \"yes\" | \"no\" | \"perhaps\"",
        "root ::= [a-z]+ (\" \" [a-z]+)*",
        "root ::= \"[\" ([0-9]{1,3} (\", \" [0-9]{1,3}){0,5})? \"]\"",
        "root ::= .{5,20} \"!\"",
        "root ::= [^\"\\n]* \"\\n\"",
        "root ::= \"\\\"\" ([^\"\\\\\\x00-\\x1F] | \"\\\\\" [\"\\\\/bfnrt])* \"\\\"\"",
        "root ::= (\"a\" | \"ab\" | \"abc\")+ \"d\"",
        "root ::= [A-Z] [a-z]{2,8} \" \" [A-Z] [a-z]{2,8}",
        "root ::= \"- \" line (\"\\n- \" line){0,4}\nline ::= [^\\n]{3,30}",
        "root ::= expr\nexpr ::= term ([-+*/] term)*\nterm ::= [0-9]+ | \"(\" expr \")\"",
        "root ::= [\u3041-\u309F\u30A1-\u30FF\u4E00-\u9FFF]{2,10} \"\u3002\"",
        "root ::= [\u00C0-\u024F]+ | [\u0400-\u04FF]+",
        "root ::= \"caf\u00E9 \" (\"\ud83d\ude00\" | \"\u65E5\u672C\")",
        "root ::= \"{\" ws \"\\\"name\\\":\" ws string \",\" ws \"\\\"age\\\":\" ws [0-9]{1,3} ws"
            + " \"}\"\n"
            + "ws ::= [ \\t\\n]{0,4}\n"
            + "string ::= \"\\\"\" [^\"\\\\\\n]{0,16} \"\\\"\"",
        JSON,
        "root ::= (\"  \"* \"if \" [a-z]+ \":\\n\")+ \"pass\"",
        "root ::= [01]{8} (\".\" [01]{8}){3}",
        "root ::= \"<\" tag \">\" (root | [^<>]+)* \"</\" tag \">\"\ntag ::= [a-z]+",
        "root ::= s\ns ::= \"a\" s \"b\" | \"\"",
        "root ::= (([a-c]? [b-d]?){2,4} \";\")+",
        "root ::= [^a-zA-Z]{1,40} [a-zA-Z]{17,18}");
  }

  @ParameterizedTest
  @MethodSource("grammars")
  void masksAreThoseOfLlama(String grammar) {
    CompiledConstraint constraint = compiler.compile(List.of(new Gbnf(grammar)));
    Random random = new Random(grammar.hashCode());
    for (int walk = 0; walk < WALKS; walk++) {
      try (GrammarSampler oracle = new GrammarSampler(llama, model, grammar)) {
        Matcher matcher = constraint.matcher();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < TOKENS; i++) {
          BitSet allowed = allowed(matcher);
          BitSet other = (BitSet) allowed.clone();
          other.xor(oracle.allowed());
          String written = text.toString(StandardCharsets.UTF_8);
          other.stream()
              .filter(token -> comparable(token, text.toByteArray()))
              .findFirst()
              .ifPresent(token ->
                  fail(
                      "token %d '%s' after '%s': %s here",
                      token, text(token), written, allowed.get(token) ? "allowed" : "refused"));
          int token =
              allowed.stream()
                  .skip(random.nextInt(allowed.cardinality()))
                  .findFirst()
                  .orElseThrow();
          if (vocabulary.isEndOfGeneration(token)) {
            break;
          }
          text.writeBytes(vocabulary.text(token));
          matcher.accept(token);
          oracle.accept(token);
        }
      }
    }
  }

  private static BitSet allowed(Matcher matcher) {
    float[] row = new float[vocabulary.size()];
    matcher.mask(row, row.length);
    BitSet allowed = new BitSet(row.length);
    for (int i = 0; i < row.length; i++) {
      if (row[i] == 0) {
        allowed.set(i);
      }
    }
    return allowed;
  }

  private static String text(int token) {
    return new String(vocabulary.text(token), StandardCharsets.UTF_8);
  }

  /**
   * llama.cpp takes control tokens for their names, reads no further than a zero byte, and takes
   * some bytes that are not UTF-8.
   */
  private static boolean comparable(int token, byte[] before) {
    byte[] bytes = vocabulary.text(token);
    if (vocabulary.isEndOfGeneration(token)) {
      return true;
    }
    for (byte b : bytes) {
      if (b == 0) {
        return false;
      }
    }
    ByteBuffer all = ByteBuffer.allocate(before.length + bytes.length).put(before).put(bytes);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(all.flip(), CharBuffer.allocate(all.capacity()), false);
    return bytes.length > 0 && result.isUnderflow();
  }
}
