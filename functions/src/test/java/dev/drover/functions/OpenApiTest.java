package dev.drover.functions;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.drover.engine.ModelInfo;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The checked-in contract is what the service says of itself. After a wanted change, refresh it
 * with {@code -Ddrover.openapi.refresh=true} and commit it.
 */
@QuarkusTest
class OpenApiTest {
  private static final Path CONTRACT = Path.of("../openapi/drover.yaml");
  private static final YAMLMapper YAML = new YAMLMapper();

  private static String served() {
    return get("/q/openapi").asString();
  }

  @Test
  void theContractIsTheServedOne() throws IOException {
    if (Boolean.getBoolean("drover.openapi.refresh")) {
      Files.createDirectories(CONTRACT.getParent());
      Files.writeString(CONTRACT, served());
    }
    assertThat(YAML.readTree(served()))
        .as("openapi/drover.yaml; -Ddrover.openapi.refresh=true writes it anew")
        .isEqualTo(YAML.readTree(Files.readString(CONTRACT)));
  }

  @Test
  void everyReferenceLeadsSomewhere() throws IOException {
    JsonNode contract = YAML.readTree(served());
    assertThat(contract.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            ref -> assertThat(contract.at(ref.substring(1)).isMissingNode()).as(ref).isFalse());
  }

  @Test
  void describesEveryDoor() throws IOException {
    JsonNode contract = YAML.readTree(served());
    assertThat(contract.get("openapi").asText()).startsWith("3.1");
    assertThat(contract.get("paths").fieldNames())
        .toIterable()
        .contains(
            "/",
            "/fn/generate",
            "/fn/generate/stream",
            "/fn/embed",
            "/fn/tokenize",
            "/fn/watermark-detect",
            "/fn/models",
            "/fn/steering-create",
            "/fn/steering-list",
            "/fn/steering-get",
            "/fn/steering-update",
            "/fn/steering-delete",
            "/fn/steering-combine",
            "/fn/steering-evaluate",
            "/fn/steering-pairs",
            "/fn/job-get",
            "/fn/job-cancel",
            "/steering/vectors",
            "/steering/vectors/{id}",
            "/steering/vectors/{id}/download",
            "/steering/vectors/{id}/evaluate",
            "/steering/vectors/upload",
            "/steering/vectors/combine",
            "/steering/pairs",
            "/steering/presets",
            "/jobs",
            "/jobs/{id}",
            "/jobs/{id}/events",
            "/v1/embeddings",
            "/mechanex/generate",
            "/mechanex/models",
            "/mechanex/steering/generate",
            "/mechanex/steering/run",
            "/mechanex/steering/vectors/{id}/download",
            "/mechanex/steering/evaluate",
            "/mechanex/steering/generate-pairs",
            "/mechanex/auth/steering-vectors",
            "/mechanex/sae/generate",
            "/mechanex/behaviors",
            "/mechanex/behaviors/{id}",
            "/mechanex/behaviors/{id}/rename",
            "/mechanex/behaviors/create",
            "/q/health/ready",
            "/q/metrics");
  }

  @Test
  void describesModelsAsTheyAre() throws IOException {
    Set<String> fields = new TreeSet<>();
    Stream.of(ModelDescription.class, ModelInfo.class)
        .flatMap(type -> Arrays.stream(type.getRecordComponents()))
        .filter(component -> !component.getAccessor().isAnnotationPresent(JsonUnwrapped.class))
        .map(RecordComponent::getName)
        .map(name -> name.equals("isDefault") ? "default" : name)
        .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT))
        .forEach(fields::add);
    JsonNode model = YAML.readTree(served()).at("/components/schemas/Model/properties");
    assertThat(model.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(fields);
  }
}
