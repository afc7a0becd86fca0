package dev.drover.functions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.InvalidRequestException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs, on any database. */
abstract class JobStoreContract {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final TestDatabase kind;

  private Database database;
  private JobStore store;

  JobStoreContract(TestDatabase kind) {
    this.kind = kind;
  }

  @BeforeEach
  void empty() {
    database = kind.emptied();
    store = new JdbcJobStore(database);
  }

  @Test
  void goesItsWay() {
    StoredJob queued = store.create("few-shot", "{\"triples\":[]}");
    assertThat(queued.id()).matches("job_[a-z0-9]{12}");
    assertThat(store.get(queued.id())).contains(queued);
    assertThat(queued.state()).isEqualTo(JobState.QUEUED);

    StoredJob running = store.take("few-shot", "a", LONG).orElseThrow();
    assertThat(running.state()).isEqualTo(JobState.RUNNING);
    assertThat(running.owner()).isEqualTo("a");
    assertThat(running.request()).isEqualTo("{\"triples\":[]}");
    assertThat(store.take("few-shot", "b", LONG)).isEmpty();

    byte[] checkpoint = new byte[3_000_000];
    checkpoint[2_999_999] = -1;
    StoredJob further = store.save(running.progressed("{\"step\":1}", checkpoint));
    assertThat(store.get(queued.id()).orElseThrow().checkpoint()).isEqualTo(checkpoint);
    assertThat(further.progress()).isEqualTo("{\"step\":1}");
    assertThat(further.version()).isEqualTo(3);

    StoredJob done = store.save(further.succeeded("{\"id\":\"sv_x\"}"));
    assertThat(done.state().isFinal()).isTrue();
    assertThat(done.result()).isEqualTo("{\"id\":\"sv_x\"}");
    assertThat(done.progress()).isEqualTo("{\"step\":1}");
    assertThat(done.checkpoint()).isNull();
    assertThat(store.take("few-shot", "b", Duration.ZERO)).isEmpty();
    assertThat(store.heartbeat(done.id(), "a")).isEqualTo(JobSignal.LOST);
  }

  @Test
  void takesTheOldestOfItsKind() {
    String first = store.create("a", "{}").id();
    store.create("b", "{}");
    String second = store.create("a", "{}").id();
    assertThat(store.take("a", "x", LONG).orElseThrow().id()).isEqualTo(first);
    assertThat(store.take("a", "x", LONG).orElseThrow().id()).isEqualTo(second);
    assertThat(store.take("a", "x", LONG)).isEmpty();
  }

  @Test
  void takesOverWhatGivesNoSignOfLife() {
    store.create("a", "{}");
    StoredJob lost = store.take("a", "x", LONG).orElseThrow();
    lost = store.save(lost.progressed("{}", new byte[] {1, 2}));
    silence(lost.id(), Duration.ofMinutes(9));
    assertThat(store.take("a", "y", LONG)).isEmpty();
    silence(lost.id(), Duration.ofMinutes(11));
    assertThat(store.heartbeat(lost.id(), "x")).isEqualTo(JobSignal.GO_ON);
    assertThat(store.take("a", "y", LONG)).isEmpty();
    silence(lost.id(), Duration.ofMinutes(11));

    StoredJob resumed = store.take("a", "y", LONG).orElseThrow();
    assertThat(resumed.id()).isEqualTo(lost.id());
    assertThat(resumed.owner()).isEqualTo("y");
    assertThat(resumed.checkpoint()).containsExactly(1, 2);
    assertThat(store.heartbeat(lost.id(), "x")).isEqualTo(JobSignal.LOST);
    StoredJob late = lost.succeeded("{}");
    assertThatThrownBy(() -> store.save(late)).isInstanceOf(VersionConflictException.class);
    assertThat(store.get(lost.id()).orElseThrow().state()).isEqualTo(JobState.RUNNING);
  }

  private void silence(String id, Duration since) {
    database.transaction(connection ->
        Sql.update(
            connection,
            "update job set heartbeat = ? where id = ?",
            Sql.now(connection).minus(since),
            id));
  }

  @Test
  void cancels() {
    String waiting = store.create("a", "{}").id();
    JobSummary ended = store.cancel(waiting);
    assertThat(ended.state()).isEqualTo(JobState.CANCELLED);
    assertThat(ended.version()).isEqualTo(2);
    assertThat(store.take("a", "x", LONG)).isEmpty();

    store.create("a", "{}");
    StoredJob running = store.take("a", "x", LONG).orElseThrow();
    assertThat(store.heartbeat(running.id(), "x")).isEqualTo(JobSignal.GO_ON);
    JobSummary asked = store.cancel(running.id());
    assertThat(asked.state()).isEqualTo(JobState.RUNNING);
    assertThat(asked.cancelRequested()).isTrue();
    assertThat(store.heartbeat(running.id(), "x")).isEqualTo(JobSignal.CANCEL);
    assertThat(store.heartbeat(running.id(), "y")).isEqualTo(JobSignal.LOST);
    // The request to cancel is no conflict for the owner.
    StoredJob cancelled = store.save(running.cancelled());
    assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
    assertThat(store.cancel(running.id()).version()).isEqualTo(cancelled.version());
    assertThatThrownBy(() -> store.cancel("job_x")).isInstanceOf(NotStoredException.class);
  }

  @Test
  void failsWithWhatFits() {
    store.create("a", "{}");
    StoredJob failed =
        store.save(store.take("a", "x", LONG).orElseThrow().failed("x".repeat(5000)));
    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    assertThat(failed.error()).hasSize(StoreLimits.MAX_TEXT);
  }

  @Test
  void goesBackToTheQueue() {
    store.create("a", "{}");
    StoredJob running = store.take("a", "x", LONG).orElseThrow();
    StoredJob released = store.save(running.progressed("{}", new byte[] {1}).released());
    assertThat(released.owner()).isNull();
    StoredJob again = store.take("a", "y", LONG).orElseThrow();
    assertThat(again.id()).isEqualTo(running.id());
    assertThat(again.checkpoint()).containsExactly(1);
  }

  @Test
  void listsAndFilters() {
    String one = store.create("a", "{}").id();
    String two = store.create("b", "{}").id();
    String three = store.create("a", "{}").id();
    store.take("a", "x", LONG);
    assertThat(store.list(null, null, 10, null).items())
        .extracting(JobSummary::id)
        .containsExactly(three, two, one);
    assertThat(store.list("a", null, 10, null).items())
        .extracting(JobSummary::id)
        .containsExactly(three, one);
    assertThat(store.list("a", JobState.RUNNING, 10, null).items())
        .extracting(JobSummary::id)
        .containsExactly(one);
    Page<JobSummary> page = store.list("a", null, 1, null);
    assertThat(store.list("a", null, 1, page.next()).items())
        .extracting(JobSummary::id)
        .containsExactly(one);
  }

  @Test
  void refusesBadValues() {
    assertThatThrownBy(() -> store.create("", "{}")).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> store.create("a", null)).isInstanceOf(InvalidRequestException.class);
    StoredJob job = store.create("a", "{}");
    assertThatThrownBy(() -> store.save(job.progressed("{}", new byte[StoreLimits.MAX_BYTES + 1])))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("`checkpoint` must have at most 67108864 bytes, given 67108865");
  }
}
