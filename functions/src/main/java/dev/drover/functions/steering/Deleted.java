package dev.drover.functions.steering;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Says that a record is gone. */
@Schema(name = "Deleted", description = "Says that a record is gone.")
public record Deleted(boolean deleted) {
  /** It is. */
  public static final Deleted YES = new Deleted(true);
}
