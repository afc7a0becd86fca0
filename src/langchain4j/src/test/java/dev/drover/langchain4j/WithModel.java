package dev.drover.langchain4j;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The class needs the test model. Without it its tests are skipped, or fail where {@code
 * drover.required} is true.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithModel.Condition.class)
@interface WithModel {

  /** Looks for the model's file. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (TestEngines.present()) {
        return ConditionEvaluationResult.enabled("the test model is there");
      }
      String reason = "no test model at " + TestEngines.MODEL + "; ./drover pull fetches it";
      if (Boolean.getBoolean("drover.required")) {
        throw new IllegalStateException(reason);
      }
      return ConditionEvaluationResult.disabled(reason);
    }
  }
}
