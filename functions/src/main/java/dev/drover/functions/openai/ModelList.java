package dev.drover.functions.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.drover.engine.ModelInfo;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The models served.
 *
 * @param object {@code list}
 * @param data one entry a model
 */
@RegisterForReflection
@Schema(name = "OpenAiModelList")
public record ModelList(String object, List<Model> data) {

  static ModelList of(List<ModelInfo> models) {
    return new ModelList("list", models.stream().map(Model::of).toList());
  }

  /**
   * A model.
   *
   * @param id the name requests use
   * @param object {@code model}
   * @param created when it was loaded, seconds since the epoch
   * @param ownedBy {@code drover}
   * @param maxModelLen extension: its context, prompt and output together, in tokens
   */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @Schema(name = "OpenAiModel")
  public record Model(String id, String object, long created, String ownedBy, int maxModelLen) {

    static Model of(ModelInfo model) {
      return new Model(model.name(), "model", model.loadedAt(), "drover", model.contextLength());
    }
  }
}
