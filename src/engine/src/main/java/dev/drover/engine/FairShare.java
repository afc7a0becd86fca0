package dev.drover.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * What each client has had of the engine, so that the one that had least is next. Thread-safe.
 *
 * <p>The virtual token counter of "Fairness in Serving Large Language Models" (Sheng et al., OSDI
 * 2024): a generated token counts as two of a prompt; a client that comes back starts from the
 * least of those present, so that nobody saves up a claim by staying away.
 */
final class FairShare {
  private static final int GENERATED = 2;

  private final Map<String, Account> accounts = new HashMap<>();

  private static final class Account {
    private int present;
    private double served;
  }

  /** A sequence of the client, or a request of its for embeddings, has come. */
  synchronized void enter(String client) {
    Account account = accounts.get(client);
    if (account == null) {
      account = new Account();
      account.served = accounts.values().stream().mapToDouble(a -> a.served).min().orElse(0);
      accounts.put(client, account);
    }
    account.present++;
  }

  /** One that had come has gone. */
  synchronized void leave(String client) {
    if (--accounts.get(client).present == 0) {
      accounts.remove(client);
    }
  }

  /** Tokens were computed for the client. */
  synchronized void charge(String client, int prompt, int generated) {
    accounts.get(client).served += prompt + GENERATED * generated;
  }

  /** What the client has had, in prompt tokens. */
  synchronized double served(String client) {
    Account account = accounts.get(client);
    return account == null ? 0 : account.served;
  }
}
