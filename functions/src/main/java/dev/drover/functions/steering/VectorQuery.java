package dev.drover.functions.steering;

import dev.drover.functions.store.VectorFilter;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which vectors to list: those for which all that is given holds. */
@Schema(description = "Which vectors to list: those for which all that is given holds.")
public record VectorQuery(
    String category,
    String method,
    String label,
    @Schema(description = "A part of the name, in any case.") String name,
    String modelFingerprint,
    @Schema(minimum = "1", maximum = "1000", defaultValue = "100") Integer limit,
    @Schema(description = "`next` of the page before.") String after) {
  /** How many records a page has unless told. */
  static final int LIMIT = 100;

  VectorFilter filter() {
    return new VectorFilter(category, method, label, modelFingerprint, name);
  }

  int limitOrDefault() {
    return limit == null ? LIMIT : limit;
  }
}
