package dev.drover.functions.fn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.engine.InvalidRequestException;
import dev.drover.functions.Fault;
import dev.drover.functions.FaultException;
import dev.drover.functions.Faults;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Reads a function's parameter. Functions take a tree and read it here, since Funqy's own reader
 * ignores unknown fields and drops the reason why it refuses a value.
 */
@Singleton
class Inputs {
  private final ObjectMapper json;

  @Inject
  Inputs(ObjectMapper json) {
    this.json = json;
  }

  /**
   * The parameter in its proper form.
   *
   * @throws FaultException if {@code body} does not have it
   */
  <T> T read(JsonNode body, Class<T> type) {
    require(body != null && body.isObject());
    try {
      return json.treeToValue(body, type);
    } catch (JsonProcessingException e) {
      throw new FaultException(Faults.of(e));
    }
  }

  /**
   * The parameter in its proper form, which does not know one of its fields.
   *
   * @param field read by {@link #text} or {@link #flag}
   * @throws FaultException if {@code body} does not have the form otherwise
   */
  <T> T readBeside(JsonNode body, String field, Class<T> type) {
    require(body != null && body.isObject());
    return read(((ObjectNode) body).deepCopy().without(field), type);
  }

  /**
   * A field that holds a text.
   *
   * @throws InvalidRequestException if it does not
   */
  String text(JsonNode body, String field) {
    JsonNode value = value(body, field);
    if (value == null) {
      throw new InvalidRequestException(field, "is required");
    }
    if (!value.isTextual()) {
      throw new InvalidRequestException(field, "must be a string");
    }
    return value.textValue();
  }

  /**
   * A field that holds true or false; false if it is absent.
   *
   * @throws InvalidRequestException if it holds something else
   */
  boolean flag(JsonNode body, String field) {
    JsonNode value = value(body, field);
    if (value != null && !value.isBoolean()) {
      throw new InvalidRequestException(field, "must be true or false");
    }
    return value != null && value.booleanValue();
  }

  private static JsonNode value(JsonNode body, String field) {
    require(body != null && body.isObject());
    JsonNode value = body.get(field);
    return value == null || value.isNull() ? null : value;
  }

  /** Refuses a body that is no JSON object. */
  static void require(boolean object) {
    if (!object) {
      throw new FaultException(new Fault(Fault.Kind.MALFORMED, "the body must be a JSON object"));
    }
  }
}
