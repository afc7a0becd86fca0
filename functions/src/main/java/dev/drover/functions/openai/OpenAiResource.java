package dev.drover.functions.openai;

import dev.drover.functions.Engines;
import dev.drover.functions.EventStream;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The paths of OpenAI's API. */
@Path("/v1")
@Tag(name = "OpenAI", description = "OpenAI's API and extensions of it")
@RunOnVirtualThread
@APIResponse(
    responseCode = "400",
    description =
        "A field is missing, of the wrong type, out of range or not supported; `param` names it. "
            + "Code `context_length_exceeded`: the prompt fills the model's context.",
    content = @Content(schema = @Schema(implementation = OpenAiError.class)))
@APIResponse(
    responseCode = "404",
    description = "Code `model_not_found`: no model of that name is served.",
    content = @Content(schema = @Schema(implementation = OpenAiError.class)))
@APIResponse(
    responseCode = "429",
    description = "As many requests wait as may wait; `Retry-After` says when to try again.",
    content = @Content(schema = @Schema(implementation = OpenAiError.class)))
@APIResponse(
    responseCode = "500",
    description = "The engine or the service failed.",
    content = @Content(schema = @Schema(implementation = OpenAiError.class)))
@APIResponse(
    responseCode = "503",
    description = "The model is being loaded or the service shuts down; see `Retry-After`.",
    content = @Content(schema = @Schema(implementation = OpenAiError.class)))
public class OpenAiResource {
  private final ChatCompletions chatCompletions;
  private final Completions completions;
  private final Embeddings embeddings;
  private final Engines engines;

  @Inject
  OpenAiResource(
      ChatCompletions chatCompletions,
      Completions completions,
      Embeddings embeddings,
      Engines engines) {
    this.chatCompletions = chatCompletions;
    this.completions = completions;
    this.embeddings = embeddings;
    this.engines = engines;
  }

  /** Answers a conversation. */
  @POST
  @Path("/chat/completions")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
  @Operation(
      operationId = "createChatCompletion",
      summary = "Answer a conversation",
      description =
          "With `stream` the answer comes as server-sent events: chunks, then `[DONE]`. A fault "
              + "after the stream has begun is an event `{\"error\": ...}`.")
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = ChatCompletion.class)),
        @Content(
            mediaType = MediaType.SERVER_SENT_EVENTS,
            schema = @Schema(implementation = ChatCompletionChunk.class))
      })
  public Response chatCompletions(ChatCompletionRequest request) {
    return reply(chatCompletions.answer(request));
  }

  /** Continues texts. */
  @POST
  @Path("/completions")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
  @Operation(
      operationId = "createCompletion",
      summary = "Continue one text or several",
      description =
          "With `stream` the answer comes as server-sent events of the same form, then `[DONE]`. "
              + "A fault after the stream has begun is an event `{\"error\": ...}`.")
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Completion.class)),
        @Content(
            mediaType = MediaType.SERVER_SENT_EVENTS,
            schema = @Schema(implementation = Completion.class))
      })
  public Response completions(CompletionRequest request) {
    return reply(completions.answer(request));
  }

  /** Turns texts into vectors. */
  @POST
  @Path("/embeddings")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createEmbedding",
      summary = "Turn one text or several into vectors",
      description = "Any generative model serves. The vectors have length 1.")
  public EmbeddingList embeddings(EmbeddingsRequest request) {
    return embeddings.answer(request);
  }

  /** Lists the models. */
  @GET
  @Path("/models")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "listModels", summary = "List the models served")
  public ModelList models() {
    return ModelList.of(engines.models());
  }

  /** Describes a model. Its name may hold slashes. */
  @GET
  @Path("/models/{model: .+}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "retrieveModel", summary = "Describe a model")
  public ModelList.Model model(
      @Parameter(description = "A name that the list has, an alias, or `default`.")
          @PathParam("model")
          String model) {
    return ModelList.Model.of(engines.model(model));
  }

  private static Response reply(Object answer) {
    return answer instanceof EventStream
        ? Response.ok(answer, MediaType.SERVER_SENT_EVENTS_TYPE).build()
        : Response.ok(answer, MediaType.APPLICATION_JSON_TYPE).build();
  }
}
