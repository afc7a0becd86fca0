package dev.drover.functions.fn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

  /** Refuses a body that is no JSON object. */
  static void require(boolean object) {
    if (!object) {
      throw new FaultException(new Fault(Fault.Kind.MALFORMED, "the body must be a JSON object"));
    }
  }
}
