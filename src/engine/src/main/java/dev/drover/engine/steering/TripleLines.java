package dev.drover.engine.steering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Training sets in JSONL, Mechanex's form: one {@code {"prompt", "positive_answer",
 * "negative_answer"}} a line. Ours may have {@code positive_system} and {@code negative_system}
 * too, the system messages of a {@link ContrastTriple}.
 */
public final class TripleLines {
  private static final String PROMPT = "prompt";
  private static final String POSITIVE = "positive_answer";
  private static final String NEGATIVE = "negative_answer";
  private static final String POSITIVE_SYSTEM = "positive_system";
  private static final String NEGATIVE_SYSTEM = "negative_system";
  private static final Set<String> REQUIRED = Set.of(PROMPT, POSITIVE, NEGATIVE);
  private static final Set<String> OPTIONAL = Set.of(POSITIVE_SYSTEM, NEGATIVE_SYSTEM);

  private TripleLines() {}

  /**
   * Reads a training set. Lines that are blank are passed over.
   *
   * @param jsonl UTF-8, at most {@link VectorLimits#MAX_JSON_BYTES}
   * @return 1 to {@link VectorLimits#MAX_TRIPLES} triples in the order of the lines
   * @throws IllegalArgumentException naming the line, from 1 on, what must hold and the value given
   */
  public static List<ContrastTriple> read(byte[] jsonl) {
    VectorLimits.bytes(jsonl.length, VectorLimits.MAX_JSON_BYTES);
    List<ContrastTriple> triples = new ArrayList<>();
    int number = 1;
    for (int start = 0; start < jsonl.length; number++) {
      int end = start;
      while (end < jsonl.length && jsonl[end] != '\n') {
        end++;
      }
      if (!isBlank(jsonl, start, end)) {
        if (triples.size() == VectorLimits.MAX_TRIPLES) {
          throw new IllegalArgumentException(
              "must have at most %d triples, given more".formatted(VectorLimits.MAX_TRIPLES));
        }
        try {
          triples.add(triple(jsonl, start, end - start));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("line %d %s".formatted(number, e.getMessage()), e);
        }
      }
      start = end + 1;
    }
    if (triples.isEmpty()) {
      throw new IllegalArgumentException("must have at least one triple, given none");
    }
    return triples;
  }

  private static boolean isBlank(byte[] jsonl, int start, int end) {
    for (int i = start; i < end; i++) {
      if (jsonl[i] != ' ' && jsonl[i] != '\t' && jsonl[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private static ContrastTriple triple(byte[] jsonl, int start, int length) {
    JsonNode line;
    try {
      line = StrictJson.MAPPER.readTree(jsonl, start, length);
    } catch (IOException e) {
      throw StrictJson.refusal(e);
    }
    if (!line.isObject()) {
      throw new IllegalArgumentException(
          "must be a JSON object, given " + LayerName.shown(line.toString()));
    }
    line.propertyStream()
        .forEach(entry -> {
          if (!REQUIRED.contains(entry.getKey()) && !OPTIONAL.contains(entry.getKey())) {
            throw new IllegalArgumentException(
                "must have no other keys than prompt, positive_answer, negative_answer,"
                    + " positive_system and negative_system, given "
                    + LayerName.shown(entry.getKey()));
          }
        });
    return new ContrastTriple(
        text(line, PROMPT),
        text(line, POSITIVE),
        text(line, NEGATIVE),
        text(line, POSITIVE_SYSTEM),
        text(line, NEGATIVE_SYSTEM));
  }

  private static String text(JsonNode line, String key) {
    JsonNode value = line.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return null; // the triple knows what it needs
    }
    if (!value.isTextual()) {
      throw new IllegalArgumentException(
          "must have a text as %s, given %s".formatted(key, LayerName.shown(value.toString())));
    }
    VectorLimits.text(key, value.textValue(), VectorLimits.MAX_TEXT);
    return value.textValue();
  }

  /**
   * Writes a training set: ASCII, each line ended.
   *
   * @throws IllegalArgumentException if it is larger than {@link VectorLimits} allow
   */
  public static byte[] write(List<ContrastTriple> triples) {
    if (triples.isEmpty() || triples.size() > VectorLimits.MAX_TRIPLES) {
      throw new IllegalArgumentException(
          "must have 1 to %d triples, given %d"
              .formatted(VectorLimits.MAX_TRIPLES, triples.size()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ContrastTriple triple : triples) {
      ObjectNode line = StrictJson.MAPPER.createObjectNode();
      put(line, PROMPT, triple.prompt());
      put(line, POSITIVE, triple.positive());
      put(line, NEGATIVE, triple.negative());
      put(line, POSITIVE_SYSTEM, triple.positiveInstruction());
      put(line, NEGATIVE_SYSTEM, triple.negativeInstruction());
      try {
        out.writeBytes(StrictJson.MAPPER.writeValueAsBytes(line));
      } catch (IOException e) {
        throw new UncheckedIOException(e); // memory does not fail
      }
      out.write('\n');
    }
    return out.toByteArray();
  }

  private static void put(ObjectNode line, String key, String value) {
    VectorLimits.text(key, value, VectorLimits.MAX_TEXT);
    if (value != null) {
      line.put(key, value);
    }
  }
}
