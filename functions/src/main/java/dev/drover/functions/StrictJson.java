package dev.drover.functions;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * JSON as the service reads and writes it: snake case, no coercion between types, no duplicate
 * keys, no null in lists, nothing after the value. Unknown fields are errors; a dialect whose
 * clients send more than it knows marks its records with {@code @JsonIgnoreProperties(ignoreUnknown
 * = true)}.
 */
@Singleton
public class StrictJson implements ObjectMapperCustomizer {
  private static final Map<LogicalType, CoercionInputShape[]> REFUSED =
      Map.of(
          LogicalType.Integer,
          new CoercionInputShape[] {
            CoercionInputShape.String,
            CoercionInputShape.EmptyString,
            CoercionInputShape.Float,
            CoercionInputShape.Boolean
          },
          LogicalType.Float,
          new CoercionInputShape[] {
            CoercionInputShape.String, CoercionInputShape.EmptyString, CoercionInputShape.Boolean
          },
          LogicalType.Boolean,
          new CoercionInputShape[] {
            CoercionInputShape.String,
            CoercionInputShape.EmptyString,
            CoercionInputShape.Integer,
            CoercionInputShape.Float
          },
          LogicalType.Textual,
          new CoercionInputShape[] {
            CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
          },
          LogicalType.Enum,
          new CoercionInputShape[] {CoercionInputShape.Integer});

  @Override
  public void customize(ObjectMapper mapper) {
    mapper
        .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    mapper.configOverride(List.class).setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
    REFUSED.forEach((type, shapes) -> {
      for (CoercionInputShape shape : shapes) {
        mapper.coercionConfigFor(type).setCoercion(shape, CoercionAction.Fail);
      }
    });
  }
}
