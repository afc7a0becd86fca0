package dev.drover.functions;

import java.time.Duration;

/**
 * Something that went wrong with a request, in the terms all dialects share.
 *
 * @param kind what kind of fault
 * @param message a sentence for the caller
 * @param field the field at fault in snake case, {@code messages[0].content} where it is nested, or
 *     null
 * @param rule the sentence without the field's name, or the whole of it
 * @param retryAfter when to try again, or null
 */
public record Fault(Kind kind, String message, String field, String rule, Duration retryAfter) {

  /** A fault with nothing but a sentence. */
  public Fault(Kind kind, String message) {
    this(kind, message, null, message, null);
  }

  /** The kinds of faults and the status of each, which a dialect may replace. */
  public enum Kind {
    /** A value that breaks a limit, or options that contradict each other. */
    INVALID(400, "Invalid request"),
    /** No JSON, or JSON of the wrong shape: a wrong type, an unknown field, bad UTF-8. */
    MALFORMED(400, "Malformed request"),
    /** The prompt fills the model's context. */
    PROMPT_TOO_LONG(413, "Prompt too long"),
    /** No model of that name. */
    UNKNOWN_MODEL(404, "Unknown model"),
    /** No steering vector of that name. */
    UNKNOWN_VECTOR(404, "Unknown steering vector"),
    /** Another record has the name, or the record was changed since it was read. */
    CONFLICT(409, "Conflict"),
    /** The record is no longer the one that the request's condition names. */
    PRECONDITION_FAILED(412, "Precondition failed"),
    /** Nothing lives at that path, or no record has that id. */
    NOT_FOUND(404, "Not found"),
    /** The path does not take that method. */
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    /** The reply cannot have the form the caller accepts. */
    NOT_ACCEPTABLE(406, "Not acceptable"),
    /** The body is larger than the service reads. */
    BODY_TOO_LARGE(413, "Body too large"),
    /** The body is not in a form that the path takes. */
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    /** As many requests wait as may wait. */
    QUEUE_FULL(429, "Queue full"),
    /** The reader of a stream was behind for too long. */
    READER_TOO_SLOW(408, "Reader too slow"),
    /** The request's deadline passed. */
    DEADLINE(504, "Deadline passed"),
    /** The engine broke while it worked on the request. */
    GENERATION_FAILED(500, "Generation failed"),
    /** A defect of the service; the log says more. */
    INTERNAL(500, "Internal error"),
    /** The model is being loaded. */
    LOADING(503, "Model is loading"),
    /** The model could not be loaded. */
    LOAD_FAILED(503, "Model unavailable"),
    /** The database behind the stores cannot be used. */
    STORE_UNAVAILABLE(503, "Store unavailable"),
    /** The service is shutting down. */
    CLOSED(503, "Shutting down");

    private final int status;
    private final String title;

    Kind(int status, String title) {
      this.status = status;
      this.title = title;
    }

    /** The HTTP status, unless the dialect says otherwise. */
    public int status() {
      return status;
    }

    /** The kind in words, for people. */
    public String title() {
      return title;
    }

    /** The kind in words, for programs: lower case with hyphens. */
    public String slug() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }
}
