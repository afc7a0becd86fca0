package dev.drover.engine;

/**
 * How rows of logits become tokens. Valid when it comes out of a {@link GenerationRequest.Builder}.
 *
 * @param kind the way
 * @param draftModel name of the model that guesses tokens where they are guessed; null: they are
 *     looked up in earlier text
 * @param draftTokens most tokens guessed at once, 1 to {@link Limits#MAX_DRAFT_TOKENS}
 */
public record DecodingOptions(Decoding kind, String draftModel, int draftTokens) {}
