package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.json.SchemaTexts.schema;

import org.junit.jupiter.api.Test;

/** Strings: length, pattern, format, escapes. */
class StringSchemaTest {
  @Test
  void lengthsCountCharactersAfterUnescaping() {
    schema("{'type':'string','minLength':2,'maxLength':3}")
        .accepts("'ab'", "'a\\n'", "'\\u00e9\\u0041'", "'\\ud83d\\ude00x'", "'😀😀😀'")
        .refuses("'a'", "'abcd'", "'\\u0041'", "'\\ud83d\\ude00'", "'😀'");
  }

  @Test
  void surrogatesComeInPairsOnly() {
    schema("{'type':'string'}")
        .accepts("''", "'\\uD83D\\uDE00'", "'\\uFFFF'", "'\\/'")
        .refuses("'\\uD83D'", "'\\uDE00'", "'\\uD83Dx'", "'\\uD83D\\u0041'", "'\\x'", "'\n'");
  }

  @Test
  void patternsAreFoundAnywhereInTheUnescapedText() {
    schema("{'type':'string','pattern':'b+'}").accepts("'b'", "'abbc'").refuses("'ac'", "''");
    schema("{'type':'string','pattern':'^a.c$'}")
        .accepts("'abc'", "'a\\\\c'", "'a\\tc'", "'aéc'")
        .refuses("'ac'", "'abcd'", "'a\\nc'");
    schema("{'type':'string','pattern':'^[\\\\\\\\/]{2}$'}").accepts("'\\\\/'").refuses("'\\\\'");
  }

  @Test
  void patternsLengthsAndFormatsHoldTogether() {
    schema("{'type':'string','pattern':'^(ab)+$','minLength':3,'maxLength':5}")
        .accepts("'abab'")
        .refuses("'ab'", "'ababab'", "'abab");
    schema("{'type':'string','format':'date','pattern':'^2024-0[12]'}")
        .accepts("'2024-02-29'", "'2024-01-31'")
        .refuses("'2024-03-01'", "'2023-02-01'");
  }

  @Test
  void datesAreThoseOfTheCalendar() {
    schema("{'type':'string','format':'date'}")
        .accepts("'2024-02-29'", "'2000-02-29'", "'1999-12-31'", "'0001-01-01'")
        .refuses(
            "'2023-02-29'",
            "'1900-02-29'",
            "'2024-02-30'",
            "'2024-04-31'",
            "'2024-13-01'",
            "'2024-00-10'",
            "'0000-01-01'",
            "'24-01-01'");
  }

  @Test
  void timesHaveAnOffset() {
    schema("{'type':'string','format':'time'}")
        .accepts("'23:59:59Z'", "'00:00:00.123+05:30'")
        .refuses("'24:00:00Z'", "'10:00:00'", "'10:60:00Z'", "'10:00Z'", "'10:00:00+25:00'");
    schema("{'type':'string','format':'date-time'}")
        .accepts("'2024-02-29T12:00:00-08:00'")
        .refuses("'2024-02-29 12:00:00Z'", "'2024-02-29'", "'2023-02-29T12:00:00Z'");
    schema("{'type':'string','format':'duration'}")
        .accepts("'P1Y2M3DT4H5M6S'", "'PT36H'", "'P2W'")
        .refuses("'P'", "'PT'", "'P1Y2D'", "'P1W2D'", "'1D'");
  }

  @Test
  void addressesAndNames() {
    schema("{'type':'string','format':'uuid'}")
        .accepts("'123e4567-e89b-12d3-a456-426614174000'")
        .refuses("'123e4567e89b12d3a456426614174000'");
    schema("{'type':'string','format':'ipv4'}")
        .accepts("'0.0.0.0'", "'255.249.199.9'")
        .refuses("'256.0.0.1'", "'1.2.3'", "'01.2.3.4'");
    schema("{'type':'string','format':'ipv6'}")
        .accepts(
            "'::'", "'::1'", "'2001:db8::8a2e:370:7334'", "'1:2:3:4:5:6:7:8'", "'::ffff:1.2.3.4'")
        .refuses("'1:2:3'", "'1::2::3'", "'12345::'", "'1:2:3:4:5:6:7:8:9'");
    schema("{'type':'string','format':'email'}")
        .accepts("'jane.doe+news@mail.example.com'", "'x@y.de'")
        .refuses("'jane'", "'@x.com'", "'a@b'", "'a..b@c.de'", "'.a@b.de'");
    schema("{'type':'string','format':'hostname'}")
        .accepts("'localhost'", "'www.example-host.com'")
        .refuses("'-a.com'", "'a-.com'", "'a..b'", "''");
    schema("{'type':'string','format':'uri'}")
        .accepts(
            "'https://example.com:8080/a/b%20c?q=1&r=2#top'", "'mailto:x@y.de'", "'urn:isbn:123'")
        .refuses("'example.com'", "'http://'", "'https://a b.com/'");
  }
}
