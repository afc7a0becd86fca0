package dev.drover.functions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behaviours, on any database. */
abstract class BehaviorStoreContract {
  private final TestDatabase kind;

  private BehaviorStore store;
  private VectorStore vectors;

  BehaviorStoreContract(TestDatabase kind) {
    this.kind = kind;
  }

  @BeforeEach
  void empty() {
    store = new JdbcBehaviorStore(kind.emptied());
    vectors = new JdbcVectorStore(kind.emptied());
  }

  private static NewBehavior named(String name, String vectorId) {
    return new NewBehavior(
        name, "says please", vectorId, VectorFixtures.random(7, 3, 64), 0.25, "f1");
  }

  @Test
  void keepsWhatWasGiven() {
    String vector = vectors.create(VectorFixtures.named("v")).id();
    StoredBehavior created = store.create(named("polite", vector));
    assertThat(created.id()).matches("bh_[a-z0-9]{12}");
    assertThat(created.baseline()).isEqualTo(VectorFixtures.random(7, 3, 64));
    assertThat(store.find("polite")).contains(created);
    assertThat(store.get(created.id())).contains(created);
    assertThat(store.find("Polite")).isEmpty();
    StoredBehavior bare =
        store.create(new NewBehavior("bare", null, null, VectorFixtures.random(7, 1, 1), 0, "f1"));
    assertThat(store.get(bare.id())).contains(bare);
  }

  @Test
  void namesAreUnique() {
    StoredBehavior one = store.create(named("one", null));
    StoredBehavior two = store.create(named("two", null));
    assertThatThrownBy(() -> store.create(named("one", null)))
        .isInstanceOf(NameTakenException.class)
        .hasMessageContaining("behavior `one`");
    assertThatThrownBy(() -> store.rename(two.id(), 1, "one"))
        .isInstanceOf(NameTakenException.class);
    BehaviorSummary renamed = store.rename(one.id(), 1, "three");
    assertThat(renamed.version()).isEqualTo(2);
    assertThat(renamed.layers()).containsExactly(2, 4, 6);
    assertThat(renamed.width()).isEqualTo(64);
    assertThat(store.find("one")).isEmpty();
    assertThatThrownBy(() -> store.rename(one.id(), 1, "four"))
        .isInstanceOf(VersionConflictException.class);
    assertThatThrownBy(() -> store.rename("bh_x", 1, "four"))
        .isInstanceOf(NotStoredException.class);
    assertThat(store.list(10, null).items())
        .extracting(BehaviorSummary::name)
        .containsExactly("two", "three");
    Page<BehaviorSummary> page = store.list(1, null);
    assertThat(store.list(1, page.next()).items()).containsExactly(renamed);
  }

  @Test
  void losesAVectorThatIsDeleted() {
    String vector = vectors.create(VectorFixtures.named("v")).id();
    StoredBehavior created = store.create(named("b", vector));
    vectors.delete(vector);
    assertThat(store.get(created.id()).orElseThrow().vectorId()).isNull();
    assertThatThrownBy(() -> store.create(named("c", vector)))
        .isInstanceOf(NotStoredException.class)
        .hasMessageContaining("no vector `" + vector + "`");
    assertThat(store.find("c")).isEmpty();
  }

  @Test
  void deletesItselfOnly() {
    String vector = vectors.create(VectorFixtures.named("v")).id();
    String id = store.create(named("b", vector)).id();
    assertThat(store.delete(id)).isTrue();
    assertThat(store.delete(id)).isFalse();
    assertThat(vectors.get(vector)).isPresent();
  }
}
