package dev.drover.functions.store;

import java.util.Optional;

/**
 * Behaviours that outlive the process. Every method may throw {@link StoreUnavailableException}.
 */
public interface BehaviorStore {

  /**
   * Stores a behaviour under a new id.
   *
   * @throws NameTakenException if there is one of its name
   * @throws NotStoredException if its vector is not stored
   */
  StoredBehavior create(NewBehavior behavior);

  /** The behaviour of this id. */
  Optional<StoredBehavior> get(String id);

  /** The behaviour of this name. */
  Optional<StoredBehavior> find(String name);

  /**
   * Behaviours, newest first.
   *
   * @param limit most items, 1 to {@link StoreLimits#MAX_PAGE}
   * @param after {@link Page#next} of the page before, or null for the first
   * @throws dev.drover.engine.InvalidRequestException if either is none
   */
  Page<BehaviorSummary> list(int limit, String after);

  /**
   * Gives a behaviour another name.
   *
   * @param version the version that was read
   * @return the behaviour as it is now
   * @throws NotStoredException if there is no such behaviour
   * @throws VersionConflictException if it was changed meanwhile
   * @throws NameTakenException if another has the name
   */
  BehaviorSummary rename(String id, long version, String name);

  /**
   * Deletes a behaviour; its vector stays.
   *
   * @return whether there was one
   */
  boolean delete(String id);
}
