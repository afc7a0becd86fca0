package dev.drover.functions;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.PromptTooLongException;
import dev.drover.engine.UnknownVectorException;
import java.util.Map;
import java.util.function.Supplier;

/** Names fields at fault as a dialect calls them. */
public final class FieldNames {
  private FieldNames() {}

  /**
   * Runs what builds or submits a request, and names a field at fault as the dialect does.
   *
   * @param names the dialect's name for a field of the engine's, where it differs
   */
  public static <T> T named(Map<String, String> names, Supplier<T> action) {
    try {
      return action.get();
    } catch (PromptTooLongException e) {
      throw new FaultException(
          fault(Fault.Kind.PROMPT_TOO_LONG, names.getOrDefault(e.field(), e.field()), e.rule()));
    } catch (InvalidRequestException e) {
      String name = names.get(e.field());
      throw name == null ? e : new InvalidRequestException(name, e.rule());
    } catch (UnknownVectorException e) {
      Fault fault = Faults.of(e);
      String name = names.getOrDefault(fault.field(), fault.field());
      throw new FaultException(fault(fault.kind(), name, fault.rule()));
    }
  }

  private static Fault fault(Fault.Kind kind, String field, String rule) {
    return new Fault(kind, "`" + field + "` " + rule, field, rule, null);
  }
}
