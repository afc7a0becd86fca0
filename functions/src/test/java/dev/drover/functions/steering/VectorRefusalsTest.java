package dev.drover.functions.steering;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;

import dev.drover.engine.steering.MechanexJson;
import dev.drover.engine.steering.SafetensorsVector;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, and why. */
@QuarkusTest
@TestProfile(FreshStore.class)
class VectorRefusalsTest extends SteeringTest {

  private static Response upload(byte[] file, String query) {
    return given()
        .contentType("application/octet-stream")
        .body(file)
        .post("/steering/vectors/upload" + query);
  }

  private static Response upload(String file, String query) {
    return upload(file.getBytes(StandardCharsets.UTF_8), query);
  }

  private static Response patch(String id, String ifMatch, String json) {
    var request = given().contentType(ContentType.JSON).body(json);
    return (ifMatch == null ? request : request.header("If-Match", ifMatch))
        .patch("/steering/vectors/" + id);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/steering/vectors/sv_none",
    "DELETE,/steering/vectors/sv_none",
    "GET,/steering/vectors/sv_none/download",
    "GET,/jobs/job_none",
    "DELETE,/jobs/job_none",
    "GET,/jobs/job_none/events"
  })
  void unknownIds(String method, String path) {
    Response reply = given().request(method, path);
    assertProblem(
        reply, 404, null, path.startsWith("/jobs") ? "no job `job_none`" : "no vector `sv_none`");
  }

  @Test
  void unknownIdsInBodies() {
    assertProblem(patch("sv_none", null, "{\"name\":\"x\"}"), 404, null, "no vector `sv_none`");
    assertProblem(
        post(
            "/steering/vectors/combine",
            "{\"terms\":[{\"vector_id\":\"sv_none\"}],\"name\":\"x\"}"),
        404,
        null,
        "no vector `sv_none`");
    assertProblem(
        post("/steering/vectors/sv_none/evaluate", "{" + TRIPLES + "}"),
        404,
        null,
        "no vector `sv_none`");
    assertProblem(
        post("/fn/generate", "{\"prompt\":\"x\",\"steering\":[{\"vector_id\":\"sv_none\"}]}"),
        404,
        "steering",
        "the unknown vector `sv_none`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "limit=0|limit|must be between 1 and 1000",
        "limit=ten|limit|must be an integer, given ten",
        "after=x|after|`after`"
      })
  void badPages(String query, String field, String detail) {
    assertProblem(get("/steering/vectors?" + query), 400, field, detail);
    assertProblem(get("/jobs?" + query), 400, field, detail);
  }

  @Test
  void badStates() {
    assertProblem(get("/jobs?state=done"), 400, "state", "given done");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'layers':[31]|layers|given 31",
        "'layers':[0]|layers|given 0",
        "'layers':[]|layers|given []",
        "'method':'magic'|method|given magic",
        "'category':'preset'|category|must not be preset",
        "'refine_steps':-1|refine_steps|given -1",
        "'sparsity_threshold':2|sparsity_threshold|given 2",
        "'model':'gpt'|model|must be",
        "'name':' '|name|is required"
      })
  void badTrainings(String fields, String field, String detail) {
    Response reply =
        post("/steering/vectors", "{" + TRIPLES + "," + fields.replace('\'', '"') + "}");
    assertProblem(reply, field.equals("model") ? 404 : 400, field, detail);
  }

  @Test
  void badTriples() {
    assertProblem(post("/steering/vectors", "{}"), 400, "triples", "must be given");
    assertProblem(post("/steering/vectors", "{\"triples\":[]}"), 400, "triples", "given 0");
    assertProblem(
        post(
            "/steering/vectors",
            "{\"prompts\":[\"a\"],\"positive_answers\":[],\"negative_answers\":[\"b\"]}"),
        400,
        "positive_answers",
        "given 0");
    assertProblem(
        post("/steering/vectors?wait=maybe", "{" + TRIPLES + "}"), 400, "wait", "given maybe");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'15':[1,2,3]}|vector|a vector of width",
        "{'15':[NaN]}|vector|must",
        "{'15':[1e39]}|vector|finite",
        "{'0':[1]}|vector|given 0",
        "{'15':[|vector|must",
        "hello|format|looks like none"
      })
  void badFiles(String file, String field, String detail) {
    assertProblem(upload(file.replace('\'', '"'), ""), 400, field, detail);
  }

  @Test
  void filesThatDoNotFit() {
    int width = model().width();
    byte[] deep = MechanexJson.write(random(1, width, 31));
    assertProblem(upload(deep, ""), 400, "vector", "layers from 1 to 30, given 31");
    byte[] foreign = new SafetensorsVector(random(1, width, 15), "another", "x", "caa").write();
    assertProblem(upload(foreign, ""), 400, "vector", "given one of another");
    byte[] sound = MechanexJson.write(random(1, width, 15));
    assertProblem(upload(sound, "?format=pickle"), 400, "format", "given pickle");
    assertProblem(upload(sound, "?format=gguf"), 400, "vector", "must");
    assertProblem(upload(sound, "?category=preset"), 400, "category", "must not be preset");
    assertProblem(upload(sound, "?model=gpt"), 404, "model", "`model` must be");
    assertProblem(upload(new byte[0], ""), 400, "vector", "is required");
    assertProblem(upload(new byte[20_000_000], ""), 413, null, "larger than the service accepts");
  }

  @Test
  void formatsThatCannotHoldAVector() {
    String first = stored("first layer", 1);
    assertProblem(
        get("/steering/vectors/" + first + "/download?format=gguf"), 400, "format", "layer");
    assertProblem(
        get("/steering/vectors/" + first + "/download?format=pt"), 400, "format", "given pt");
  }

  @Test
  void changesOfWhatWasChanged() {
    String id = stored("contested", 15);
    String change = "{\"name\":\"mine\"}";
    assertProblem(patch(id, "\"7\"", change), 412, null, "version 1 is stored, given");
    assertProblem(
        patch(id, null, "{\"name\":\"mine\",\"version\":7}"), 409, null, "version 1 is stored");
    assertProblem(patch(id, null, "{\"category\":\"preset\"}"), 400, "category", "must not be");
    assertProblem(patch(id, null, "{\"colour\":\"red\"}"), 400, "colour", "colour");
    assertProblem(patch(id, null, "{\"name\":\"\"}"), 400, "name", "is required");
  }

  @Test
  void vectorsOfOtherModels() {
    String own = stored("own", 15);
    String foreign = stored("foreign", random(1, model().width(), 15), "another");
    assertProblem(
        post(
            "/steering/vectors/combine",
            "{\"terms\":[{\"vector_id\":\"%s\"},{\"vector_id\":\"%s\"}],\"name\":\"x\"}"
                .formatted(own, foreign)),
        400,
        "terms[1].vector_id",
        "must name a vector of the model");
    assertProblem(
        post("/steering/vectors/" + foreign + "/evaluate", "{" + TRIPLES + "}"),
        400,
        "model",
        "whose vector it is");
    assertProblem(
        post(
            "/fn/generate",
            "{\"prompt\":\"x\",\"steering\":[{\"vector_id\":\"" + foreign + "\"}]}"),
        400,
        "steering",
        "must name a vector of the model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name':'x'}|terms|given none",
        "{'terms':[],'name':'x'}|terms|given 0",
        "{'terms':[{}],'name':'x'}|terms[0].vector_id|is required",
        "{'terms':[{'vector_id':'ID','strength':1e999}],'name':'x'}|terms[0].strength|Infinity",
        "{'terms':[{'vector_id':'ID','layers':[3]}],'name':'x'}|terms[0]|given 3",
        "{'terms':[{'vector_id':'ID'}]}|name|is required"
      })
  void badCombinations(String json, String field, String detail) {
    String id = stored("whole", 15);
    assertProblem(
        post("/steering/vectors/combine", json.replace('\'', '"').replace("ID", id)),
        400,
        field,
        detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'preset':'bravery'|preset|given bravery",
        "'preset':'brevity','domain':'law'|domain|must not be given a domain",
        "'preset':'brevity','prompts':['a']|preset|without triples",
        "'domain':'law'|domain|with a preset only",
        "'preset':'brevity','strengths':[]|strengths|1 to 64 strengths",
        "'preset':'brevity','strengths':[1e6]|strengths[0]|between -10000"
      })
  void badEvaluations(String fields, String field, String detail) {
    String id = stored("judged", 15);
    assertProblem(
        post("/steering/vectors/" + id + "/evaluate", "{" + fields.replace('\'', '"') + "}"),
        400,
        field,
        detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|persona_name|is required",
        "{'persona_name':'pirate','num_pairs':0}|num_pairs|given 0",
        "{'persona_name':'pirate','num_pairs':201}|num_pairs|given 201"
      })
  void badPersonas(String json, String field, String detail) {
    assertProblem(post("/steering/pairs", json.replace('\'', '"')), 400, field, detail);
  }
}
