package dev.drover.engine.steering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * JSON as strangers' files bring it: no key twice, nothing behind the value, little nesting, short
 * keys and numbers. What is written is ASCII.
 */
final class StrictJson {
  private static final int MAX_NESTING = 8;
  private static final int MAX_NUMBER_LENGTH = 128;
  private static final int MAX_KEY_LENGTH = 256;

  /** Jackson's list of all that may begin a value. */
  private static final Pattern CHOICES =
      Pattern.compile(": (was expecting|expected a valid value) \\(JSON String.*", Pattern.DOTALL);

  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_NESTING)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .maxNameLength(MAX_KEY_LENGTH)
                          .maxStringLength(2 * VectorLimits.MAX_TEXT)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  // Python writes NaN; read it, so that the message can say what is wrong with it.
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /** What to throw where Jackson refused to read on. */
  static IllegalArgumentException refusal(IOException cause) {
    String reason =
        switch (cause) {
          case JsonEOFException _ -> "it ends too early";
          case StreamConstraintsException _ ->
              "it is nested more than %d deep, or has a key of more than %d characters, a number of"
                      .formatted(MAX_NESTING, MAX_KEY_LENGTH)
                  + " more than %d or a text of more than %d"
                      .formatted(MAX_NUMBER_LENGTH, 2 * VectorLimits.MAX_TEXT);
          case JsonProcessingException e ->
              CHOICES.matcher(e.getOriginalMessage()).replaceFirst("");
          default -> cause.getMessage();
        };
    JsonLocation at = cause instanceof JsonProcessingException e ? e.getLocation() : null;
    String place =
        at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
    return new IllegalArgumentException("must be valid JSON: " + reason + place, cause);
  }
}
