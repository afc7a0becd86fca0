package dev.drover.functions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.SteeringVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steering vectors, on any database. */
abstract class VectorStoreContract {
  private final TestDatabase kind;

  private VectorStore store;

  VectorStoreContract(TestDatabase kind) {
    this.kind = kind;
  }

  @BeforeEach
  void empty() {
    store = new JdbcVectorStore(kind.emptied());
  }

  @Test
  void keepsEveryBit() {
    SteeringVector corners =
        SteeringVector.of(
            Map.of(
                1, new float[] {-0f, 0f, Float.MIN_VALUE},
                29, new float[] {Float.MAX_VALUE, -Float.MIN_NORMAL, 0.1f}));
    for (SteeringVector vector : List.of(corners, VectorFixtures.random(1, 80, 8192))) {
      StoredVector created =
          store.create(
              new NewVector(
                  new VectorLabels("Name with ü, ' and 🦙", "label", "tone"),
                  "caa",
                  "fingerprint",
                  "model",
                  vector,
                  "{\"layers\":[1]}"));
      assertThat(created.vector()).isEqualTo(vector);
      assertThat(store.get(created.id())).contains(created);
    }
  }

  @Test
  void makesIdsVersionsAndTimes() {
    StoredVector one = store.create(VectorFixtures.named("same"));
    StoredVector other = store.create(VectorFixtures.named("same"));
    assertThat(one.id()).matches("sv_[a-z0-9]{12}").isNotEqualTo(other.id());
    assertThat(one.version()).isEqualTo(1);
    assertThat(one.updatedAt()).isEqualTo(one.createdAt());
    assertThat(other.createdAt()).isAfterOrEqualTo(one.createdAt());
    assertThat(store.get("sv_aaaaaaaaaaaa")).isEmpty();
    assertThat(store.get("' or '1'='1")).isEmpty();
  }

  @Test
  void keepsWhatIsMissingMissing() {
    StoredVector created =
        store.create(
            new NewVector(
                new VectorLabels("n", null, null),
                "caa",
                "f",
                "m",
                VectorFixtures.random(1, 1, 1),
                null));
    StoredVector read = store.get(created.id()).orElseThrow();
    assertThat(read.label()).isNull();
    assertThat(read.category()).isNull();
    assertThat(read.summary()).isNull();
  }

  @Test
  void listsNewestFirstInPages() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.addFirst(store.create(VectorFixtures.named("v" + i)).id());
    }
    List<String> read = new ArrayList<>();
    String after = null;
    do {
      Page<VectorSummary> page = store.list(VectorFilter.ALL, 3, after);
      page.items().forEach(vector -> read.add(vector.id()));
      after = page.next();
      store.create(VectorFixtures.named("meanwhile")); // neither repeats nor hides others
    } while (after != null);
    assertThat(read).containsExactlyElementsOf(ids);
    VectorSummary first =
        store.list(new VectorFilter(null, null, null, null, "v0"), 1, null).items().getFirst();
    assertThat(first.layers()).containsExactly(2, 4);
    assertThat(first.width()).isEqualTo(3);
    assertThat(store.list(VectorFilter.ALL, 10, null).next()).isNull();
  }

  @Test
  void filters() {
    store.create(VectorFixtures.named("Brief 100%", "a", "tone", "caa", "f1"));
    store.create(VectorFixtures.named("brief_2", "b", "tone", "pca", "f1"));
    store.create(VectorFixtures.named("other!", "b", "style", "caa", "f2"));
    assertThat(names(new VectorFilter("tone", null, null, null, null)))
        .containsExactly("brief_2", "Brief 100%");
    assertThat(names(new VectorFilter(null, "caa", null, null, null)))
        .containsExactly("other!", "Brief 100%");
    assertThat(names(new VectorFilter(null, null, "b", null, null)))
        .containsExactly("other!", "brief_2");
    assertThat(names(new VectorFilter(null, null, null, "f2", null))).containsExactly("other!");
    assertThat(names(new VectorFilter(null, null, null, null, "BRIEF")))
        .containsExactly("brief_2", "Brief 100%");
    assertThat(names(new VectorFilter(null, null, null, null, "%"))).containsExactly("Brief 100%");
    assertThat(names(new VectorFilter(null, null, null, null, "_"))).containsExactly("brief_2");
    assertThat(names(new VectorFilter(null, null, null, null, "!"))).containsExactly("other!");
    assertThat(names(new VectorFilter("tone", "pca", "b", "f1", "ie"))).containsExactly("brief_2");
    assertThat(names(new VectorFilter("tone", "pca", "b", "f2", null))).isEmpty();
  }

  private List<String> names(VectorFilter filter) {
    return store.list(filter, 100, null).items().stream().map(VectorSummary::name).toList();
  }

  @Test
  void changesWhatWasReadOnly() {
    StoredVector created = store.create(VectorFixtures.named("old"));
    VectorSummary changed =
        store.relabel(created.id(), 1, new VectorLabels("new", "label", "tone"));
    assertThat(changed.version()).isEqualTo(2);
    assertThat(changed.updatedAt()).isAfterOrEqualTo(created.updatedAt());
    StoredVector read = store.get(created.id()).orElseThrow();
    assertThat(List.of(read.name(), read.label(), read.category()))
        .containsExactly("new", "label", "tone");
    assertThat(read.vector()).isEqualTo(created.vector());

    assertThatThrownBy(() -> store.relabel(created.id(), 1, new VectorLabels("x", null, null)))
        .isInstanceOf(VersionConflictException.class)
        .hasMessageContaining("version 2 is stored, given 1");
    assertThat(store.get(created.id())).contains(read);
    assertThatThrownBy(() -> store.relabel("sv_x", 1, new VectorLabels("x", null, null)))
        .isInstanceOf(NotStoredException.class)
        .hasMessageContaining("no vector `sv_x`");
  }

  @Test
  void deletes() {
    String id = store.create(VectorFixtures.named("v")).id();
    assertThat(store.delete(id)).isTrue();
    assertThat(store.delete(id)).isFalse();
    assertThat(store.get(id)).isEmpty();
  }

  @Test
  void keepsOnePresetOfAModel() {
    StoredVector first = store.keepPreset(VectorFixtures.preset("brevity", 1));
    assertThat(store.keepPreset(VectorFixtures.preset("brevity", 2))).isEqualTo(first);
    assertThat(store.preset(VectorFixtures.FINGERPRINT, "brevity")).contains(first);
    assertThat(store.preset("f2", "brevity")).isEmpty();
    assertThatThrownBy(() -> store.create(VectorFixtures.preset("brevity", 3)))
        .isInstanceOf(NameTakenException.class)
        .hasMessageContaining("preset `brevity`");
    NewVector elsewhere = VectorFixtures.named("brevity", null, "preset", "caa", "f2");
    assertThat(store.keepPreset(elsewhere).id()).isNotEqualTo(first.id());
    // The same name in no or another category is no preset.
    store.create(VectorFixtures.named("brevity"));
    assertThat(store.preset(VectorFixtures.FINGERPRINT, "brevity")).contains(first);

    StoredVector other = store.create(VectorFixtures.named("other"));
    assertThatThrownBy(
            () -> store.relabel(other.id(), 1, new VectorLabels("brevity", null, "preset")))
        .isInstanceOf(NameTakenException.class);
    store.relabel(first.id(), 1, new VectorLabels("brevity", null, "old"));
    assertThat(store.preset(VectorFixtures.FINGERPRINT, "brevity")).isEmpty();
  }

  @Test
  void refusesWhatIsTooLarge() {
    refuses("name", () -> new VectorLabels("x".repeat(201), null, null), "200", "201");
    refuses("name", () -> new VectorLabels(" ", null, null), "is required");
    refuses("label", () -> new VectorLabels("x", "a\0b", null), "U+0000");
    refuses("category", () -> new VectorLabels("x", null, "\ud800"), "surrogate");
    refuses("limit", () -> store.list(VectorFilter.ALL, 0, null), "between 1 and 1000", "given 0");
    refuses("after", () -> store.list(VectorFilter.ALL, 1, "x"), "next");
    refuses(
        "vector",
        () -> StoreLimits.vector("vector", VectorFixtures.random(1, 513, 1)),
        "512",
        "513");
    refuses(
        "vector",
        () -> StoreLimits.vector("vector", VectorFixtures.random(1, 2, 8_388_609)),
        "67108864",
        "67108872");
  }

  private static void refuses(String field, Runnable action, String... rule) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            InvalidRequestException.class, e -> assertThat(e.field()).isEqualTo(field))
        .hasMessageContainingAll(rule);
  }
}
