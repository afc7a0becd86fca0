package dev.drover.functions.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.drover.engine.ModelStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The models served, loaded or not.
 *
 * @param object {@code list}
 * @param data one entry a model
 */
@RegisterForReflection
@Schema(name = "OpenAiModelList")
public record ModelList(String object, List<Model> data) {

  static ModelList of(List<ModelStatus> models) {
    return new ModelList("list", models.stream().map(Model::of).toList());
  }

  /**
   * A model.
   *
   * @param id the name requests use
   * @param object {@code model}
   * @param created when its file was last changed, seconds since the epoch; 0 if there is none
   * @param ownedBy {@code drover}
   * @param maxModelLen extension: its context, prompt and output together, in tokens; absent until
   *     it was loaded
   */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @Schema(name = "OpenAiModel")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Model(String id, String object, long created, String ownedBy, Integer maxModelLen) {

    static Model of(ModelStatus status) {
      return new Model(
          status.model().name(),
          "model",
          status.model().changedAt().getEpochSecond(),
          "drover",
          status.info() == null ? null : Integer.valueOf(status.info().contextLength()));
    }
  }
}
