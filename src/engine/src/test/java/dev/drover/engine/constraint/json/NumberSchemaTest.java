package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.json.SchemaTexts.assertRefused;
import static dev.drover.engine.constraint.json.SchemaTexts.schema;

import org.junit.jupiter.api.Test;

/** Numbers: ranges, whole ones, multiples. */
class NumberSchemaTest {
  @Test
  void integersAreWrittenWithoutPointOrExponent() {
    schema("{'type':'integer'}")
        .accepts("0", "-7", "123456789012345")
        .refuses("-0", "007", "1.0", "1e3", "1234567890123456", "+1", "");
  }

  @Test
  void numbersAreFiniteDoubles() {
    schema("{'type':'number'}")
        .accepts("0", "-0", "-1.5", "6.02e23", "1E-9", "0.1234567890123456")
        .refuses("1e999", ".5", "1.", "01", "0.12345678901234567", "NaN");
  }

  @Test
  void rangesOfIntegersAreExact() {
    schema("{'type':'integer','minimum':-12,'exclusiveMaximum':105}")
        .accepts("-12", "-1", "0", "9", "10", "99", "100", "104")
        .refuses("-13", "-20", "-100", "105", "110", "1000");
    schema("{'type':'integer','minimum':99999999999999999999,'maximum':100000000000000000001}")
        .accepts("99999999999999999999", "100000000000000000000", "100000000000000000001")
        .refuses("99999999999999999998", "100000000000000000002");
    schema("{'type':'integer','exclusiveMinimum':1.5,'maximum':3.2}")
        .accepts("2", "3")
        .refuses("1", "4");
  }

  @Test
  void rangesOfNumbersAreExact() {
    schema("{'type':'number','minimum':-0.5,'exclusiveMaximum':2.25}")
        .accepts("-0.5", "-0.49", "0", "0.0", "1.999", "2", "2.2", "2.2499")
        .refuses("-0.51", "-1", "2.25", "2.250", "2.3", "3", "1e0");
    schema("{'type':'number','exclusiveMinimum':10,'maximum':20}")
        .accepts("10.01", "20", "20.000")
        .refuses("10", "10.0", "20.001", "9");
  }

  @Test
  void boundsOfSeveralSchemasHoldTogether() {
    schema("{'type':'integer','minimum':0,'allOf':[{'minimum':3},{'maximum':5,'type':'number'}]}")
        .accepts("3", "5")
        .refuses("2", "6", "3.5");
  }

  @Test
  void multiples() {
    schema("{'type':'integer','multipleOf':25}")
        .accepts("0", "25", "-50", "100", "12375")
        .refuses("5", "26", "1210");
    schema("{'type':'integer','multipleOf':7}")
        .accepts("0", "7", "-49", "700000007000")
        .refuses("1", "8", "71");
    schema("{'type':'integer','multipleOf':1234,'minimum':1,'maximum':5000}")
        .accepts("1234", "3702")
        .refuses("0", "1", "6170");
    schema("{'type':'number','multipleOf':0.05,'minimum':0}")
        .accepts("0", "1.05", "1.1", "1.10", "3.00")
        .refuses("1.01", "1.050", "-0.05");
    schema("{'type':'number','multipleOf':3}").accepts("3", "-12").refuses("4", "3.0");
  }

  @Test
  void refused() {
    assertRefused("{'type':'integer','multipleOf':101}", "#/multipleOf: multiples of 101");
    assertRefused("{'type':'number','multipleOf':0.003}", "#/multipleOf: multiples of 0.003");
    assertRefused("{'type':'integer','multipleOf':0}", "#/multipleOf: must be above 0");
    assertRefused("{'type':'number','minimum':1e500}", "#/minimum: must have at most 400 digits");
    assertRefused("{'type':'number','minimum':'1'}", "#/minimum: must be a number");
    assertRefused("{'type':'integer','minimum':3,'maximum':2}", "no value fits");
    assertRefused("{'type':'integer','exclusiveMinimum':1,'exclusiveMaximum':2}", "no value fits");
    assertRefused(
        "{'type':'number','exclusiveMinimum':0.1,'exclusiveMaximum':0.2,'multipleOf':0.1}",
        "no value fits");
  }
}
