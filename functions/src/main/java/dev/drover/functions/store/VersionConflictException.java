package dev.drover.functions.store;

/** Somebody else changed the record since it was read. Read it again. */
public final class VersionConflictException extends RuntimeException {

  VersionConflictException(String kind, String id, long given, long stored) {
    super(
        "%s `%s` was changed meanwhile: version %d is stored, given %d"
            .formatted(kind, id, stored, given));
  }
}
