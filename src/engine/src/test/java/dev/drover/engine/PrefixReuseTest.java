package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** What requests that begin alike need not compute again. */
class PrefixReuseTest {
  private static final String SYSTEM = "s".repeat(100);

  private static String chat(String turn) {
    return SYSTEM + turn;
  }

  @Test
  void aSecondTurnComputesOnlyWhatIsNew() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      assertThat(s.text(chat("a"), 5)).isEqualTo("bcdef");
      int before = s.decoded();
      assertThat(s.text(chat("abcdef" + "p"), 3)).isEqualTo("qrs");
      // The last generated token of the first turn was never decoded: f, p, then q and r.
      assertThat(s.decoded() - before).isEqualTo(4);
      Scripted.await(() -> s.engine.statistics().reusedTokens() == SYSTEM.length() + 5);
      assertThat(s.engine.statistics().admittedTokens()).isEqualTo(101 + 107);
    }
  }

  @Test
  void theSameAgainComputesTheLastTokenOnly() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      s.run(chat("a"), 1);
      int before = s.decoded();
      assertThat(s.text(chat("a"), 1)).isEqualTo("b");
      assertThat(s.decoded() - before).isEqualTo(1);
    }
  }

  @Test
  void aPrefixStillBeingComputedIsShared() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      Semaphore gate = s.gate();
      List<Generation> all = new ArrayList<>();
      for (char c = 'a'; c < 'a' + 8; c++) {
        all.add(s.submit(chat("" + c), 2));
      }
      gate.release(1_000);
      for (int i = 0; i < 8; i++) {
        char c = (char) ('a' + i);
        assertThat(all.get(i).await().choices().getFirst().text())
            .isEqualTo("" + (char) (c + 1) + (char) (c + 2));
      }
      assertThat(s.decoded()).isEqualTo(SYSTEM.length() + 8 * 2);
    }
  }

  @Test
  void anotherAdapterSharesNothing() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      s.run(chat("a"), 1);
      s.submit(chat("a"), 1, b -> b.adapter("terse")).await();
      Scripted.await(() -> s.engine.statistics().admittedTokens() == 202);
      assertThat(s.engine.statistics().reusedTokens()).isZero();
      s.submit(chat("a"), 1, b -> b.adapter("terse")).await();
      Scripted.await(() -> s.engine.statistics().reusedTokens() == 100);
    }
  }

  @Test
  void adaptersAreNeverMixedInABatch() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      Semaphore gate = s.gate();
      List<Generation> all = new ArrayList<>();
      for (String adapter : new String[] {null, "terse", "formal", "terse"}) {
        all.add(s.submit("a", 5, b -> b.adapter(adapter)));
      }
      gate.release(1_000);
      for (Generation g : all) {
        assertThat(g.await().choices().getFirst().text()).isEqualTo("bcdef");
      }
      assertThat(s.runner.mixed).isFalse();
      assertThat(s.runner.adapters).containsExactlyInAnyOrder(null, "formal", "terse");
    }
  }

  @Test
  void whatIsColdGoesFirst() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.cells(400))) {
      s.run("x".repeat(150), 1);
      s.run("y".repeat(150), 1);
      s.run("x".repeat(150), 1);
      s.run("z".repeat(200), 1);
      int before = s.decoded();
      s.run("x".repeat(150), 1);
      assertThat(s.decoded() - before).isEqualTo(1);
      assertThat(s.engine.statistics().evictedTokens()).isPositive();
    }
  }

  @Test
  void withoutSpareNumbersTheColdestYields() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.maxSequences(1).cachedSequences(1))) {
      for (int round = 0; round < 3; round++) {
        for (char c = 'a'; c < 'f'; c++) {
          assertThat(s.text(("" + c).repeat(20), 1)).isEqualTo("" + (char) (c + 1));
        }
      }
    }
  }

  @Test
  void nothingIsKeptWhereThatIsOff() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.cachedSequences(0))) {
      s.run(chat("a"), 1);
      s.run(chat("a"), 1);
      assertThat(s.decoded()).isEqualTo(202);
      Scripted.await(s.runner::isEmpty);
    }
  }

  /** Any mix of requests in too little memory says what each would say alone. */
  @Test
  void anyMixSaysWhatEachWouldSayAlone() throws InterruptedException {
    Random random = new Random(7);
    for (int round = 0; round < 20; round++) {
      try (Scripted s =
          new Scripted(b -> b.cells(330).cachedSequences(random.nextInt(1, 5)).eventBuffer(64))) {
        List<Generation> all = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          String prompt =
              "s".repeat(random.nextInt(60))
                  + "t".repeat(random.nextInt(40))
                  + (char) ('a' + random.nextInt(3));
          int tokens = random.nextInt(1, 20);
          int n = random.nextInt(8) == 0 ? 3 : 1;
          int priority = random.nextInt(3);
          Generation g = s.submit(prompt, tokens, b -> b.n(n).priority(priority));
          if (random.nextInt(6) == 0) {
            g.cancel();
            expected.add(null);
          } else {
            expected.add(Scripted.counted(prompt, tokens));
          }
          all.add(g);
        }
        for (int i = 0; i < all.size(); i++) {
          GenerationResult result = all.get(i).await();
          for (GenerationResult.Choice choice : result.choices()) {
            if (expected.get(i) != null) {
              assertThat(choice.text()).isEqualTo(expected.get(i));
            }
          }
        }
      }
    }
  }
}
