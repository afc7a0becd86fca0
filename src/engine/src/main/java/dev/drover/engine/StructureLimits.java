package dev.drover.engine;

import dev.drover.engine.constraint.Constraint;
import dev.drover.engine.sampling.SamplingMethod;
import dev.drover.engine.sampling.SamplingMethods;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What is allowed of constraints and tools. */
final class StructureLimits {
  private static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private StructureLimits() {}

  static ConstraintOptions check(List<Constraint> all, String after, String method) {
    List<Constraint> given = all == null ? List.of() : all;
    boolean needed = SamplingMethods.get(method).need() == SamplingMethod.Need.CONSTRAINT;
    if (given.isEmpty() && needed) {
      throw new InvalidRequestException("sampling_method", method + " needs a constraint");
    }
    Limits.atMost("constraint", "constraints", given.size(), Limits.MAX_CONSTRAINTS);
    given.forEach(StructureLimits::tools);
    if (after != null) {
      if (given.isEmpty()) {
        throw new InvalidRequestException("constrain_after", "is only allowed with a constraint");
      }
      if (after.isEmpty() || after.length() > Limits.MAX_STOP_LENGTH) {
        throw new InvalidRequestException(
            "constrain_after",
            "must hold 1 to " + Limits.MAX_STOP_LENGTH + " characters, given " + after.length());
      }
      Limits.wellFormed("constrain_after", after);
    }
    return new ConstraintOptions(given, after);
  }

  private static void tools(Constraint constraint) {
    if (!(constraint instanceof Constraint.ToolCalls calls)) {
      return;
    }
    if (calls.tools().isEmpty()) {
      throw new InvalidRequestException("tools", "must not be empty where a tool may be called");
    }
    Limits.atMost("tools", "tools", calls.tools().size(), Limits.MAX_TOOLS);
    Limits.atMost("constraint", "constraints", calls.otherwise().size(), Limits.MAX_CONSTRAINTS);
    if (calls.otherwise().stream().anyMatch(Constraint.ToolCalls.class::isInstance)) {
      throw new InvalidRequestException("tools", "must not be given twice");
    }
    Set<String> names = new HashSet<>();
    for (Constraint.Tool tool : calls.tools()) {
      if (!TOOL_NAME.matcher(tool.name()).matches()) {
        throw new InvalidRequestException(
            "tools",
            "must have names of 1 to 64 letters, digits, underscores, dots and hyphens, given `"
                + Limits.shown(tool.name())
                + "`");
      }
      if (!names.add(tool.name())) {
        throw new InvalidRequestException(
            "tools", "must have different names, given two of `" + tool.name() + "`");
      }
    }
  }
}
