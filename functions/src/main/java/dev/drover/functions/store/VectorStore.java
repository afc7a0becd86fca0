package dev.drover.functions.store;

import java.util.Optional;

/**
 * Steering vectors that outlive the process. Every method may throw {@link
 * StoreUnavailableException}.
 */
public interface VectorStore {

  /**
   * Stores a vector under a new id.
   *
   * @throws NameTakenException if it is a preset's and there is one for its model and key
   */
  StoredVector create(NewVector vector);

  /**
   * Stores a preset's vector, unless there is one for its model and key: of several replicas that
   * train a preset at once, the first decides.
   *
   * @param vector with the category {@link VectorLabels#PRESET}
   * @return what is stored: this one or the earlier one
   * @throws IllegalArgumentException if it has another category
   */
  StoredVector keepPreset(NewVector vector);

  /** The vector of this id. */
  Optional<StoredVector> get(String id);

  /**
   * A preset's vector for a model.
   *
   * @param key the preset's
   */
  Optional<StoredVector> preset(String modelFingerprint, String key);

  /**
   * Vectors, newest first.
   *
   * @param limit most items, 1 to {@link StoreLimits#MAX_PAGE}
   * @param after {@link Page#next} of the page before, or null for the first
   * @throws dev.drover.engine.InvalidRequestException if either is none
   */
  Page<VectorSummary> list(VectorFilter filter, int limit, String after);

  /**
   * Changes what a vector is called.
   *
   * @param version the version that was read
   * @return the vector as it is now
   * @throws NotStoredException if there is no such vector
   * @throws VersionConflictException if it was changed meanwhile
   * @throws NameTakenException if it becomes a preset's and there is one for its model and key
   */
  VectorSummary relabel(String id, long version, VectorLabels labels);

  /**
   * Deletes a vector. Behaviours that steer with it stay, without it.
   *
   * @return whether there was one
   */
  boolean delete(String id);
}
