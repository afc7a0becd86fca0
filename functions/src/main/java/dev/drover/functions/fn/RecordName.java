package dev.drover.functions.fn;

import dev.drover.engine.InvalidRequestException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What functions take that are about one stored vector or one job. */
@Schema(name = "RecordName", description = "Names a stored vector or a job.")
record RecordName(@Schema(required = true) String id) {

  /**
   * The id.
   *
   * @throws InvalidRequestException if there is none
   */
  String required() {
    if (id == null) {
      throw new InvalidRequestException("id", "is required");
    }
    return id;
  }
}
