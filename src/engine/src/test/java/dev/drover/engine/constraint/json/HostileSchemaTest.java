package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.json.SchemaTexts.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Schemas that are meant to harm are refused, or compiled within limits. */
class HostileSchemaTest {
  @Test
  void notJson() {
    assertRefused("", "line 1, column 1: the schema is empty");
    assertRefused("{'type':\n 'string'", "line 2, column ", "not valid JSON");
    assertRefused("{} {}", "not valid JSON");
    assertRefused("{'type':'string','type':'null'}", "line 1", "'type'");
    assertRefused("{'const':'\\ud800'}", "#/const:", "surrogate");
    assertRefused("1", "#: must be a schema");
  }

  @Test
  void tooLarge() {
    assertRefused(" ".repeat(300_000) + "true", "more than 262144 bytes");
    assertRefused("{'items':".repeat(20_000) + "true" + "}".repeat(20_000), "128");
    assertRefused("[".repeat(100_000), "128");
    assertRefused(
        "{'type':'array','prefixItems':[" + "{'minimum':1},".repeat(11_000) + "true]}",
        "more than 10000");
    assertRefused("{'properties':{" + members(1_001, "true") + "}}", "more than 1000");
  }

  @Test
  void combinationsThatMultiply() {
    assertRefused(
        "{'allOf':["
            + "{'anyOf':[{'minimum':1},{'maximum':2}]},".repeat(29)
            + "{'anyOf':[{'minLength':1},{'maxLength':2}]}]}",
        "too many combinations");
    assertRefused(
        "{'type':'object','dependentRequired':{" + members(40, "['z']") + "}}",
        "too many combinations");
  }

  @Test
  void chainsOfReferences() {
    StringBuilder schema = new StringBuilder("{'$ref':'#/$defs/a0','$defs':{");
    for (int i = 0; i < 5_000; i++) {
      schema.append("'a%d':{'minLength':1,'$ref':'#/$defs/a%d'},".formatted(i, i + 1));
    }
    assertRefused(schema + "'a5000':true}}", "more than 128");
  }

  @Test
  void patternsThatCannotBeComparedInTimeAreTakenToOverlap() {
    StringBuilder schema = new StringBuilder("{'type':'object','patternProperties':{");
    for (int i = 0; i < 30; i++) {
      schema.append("'[a-z]{%d,}%c(x|y|z){3,9}':{'type':'null'},".formatted(i, 'a' + i % 26));
    }
    String json = (schema + "'^q$':{'type':'null'}}}").replace('\'', '"');
    assertThat(JsonSchemaCompiler.compile(json, false).rules()).hasSizeGreaterThan(1);
  }

  private static String members(int count, String value) {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < count; i++) {
      members.append(i == 0 ? "" : ",").append("'a").append(i).append("':").append(value);
    }
    return members.toString();
  }
}
