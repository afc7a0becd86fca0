package dev.drover.engine;

import dev.drover.engine.TokenVote.Seat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Submits a request to several models, or to one in several ways, as one generation. */
final class Ensemble {
  private final Engine engine;
  private final Companions companions;

  Ensemble(Engine engine, Companions companions) {
    this.engine = engine;
    this.companions = companions;
  }

  /**
   * Submits to all members.
   *
   * @throws InvalidRequestException if a member's model is not served, or does not fit
   * @throws EngineUnavailableException if a member cannot take it; no other works on it then
   */
  Generation submit(GenerationRequest request, String id, Consumer<RequestReport> ended) {
    List<DecodingOptions.Member> members = request.decoding().members();
    Voting voting = request.decoding().voting();
    List<EngineLease> leases = new ArrayList<>();
    List<Generation> generations = new ArrayList<>();
    try {
      List<Engine> engines = new ArrayList<>();
      for (DecodingOptions.Member member : members) {
        engines.add(engine(member, voting, leases));
      }
      TokenVote vote =
          voting == Voting.MAJORITY
              ? null
              : new TokenVote(members.size(), voting, engine.model().vocabularySize());
      for (int i = 0; i < members.size(); i++) {
        Seat seat = vote == null ? null : vote.seats().get(i);
        String name = id == null ? null : id + "/" + i;
        generations.add(
            engines
                .get(i)
                .submit(members.get(i).request(), seat, name, i == 0 ? ended : report -> {}));
      }
      return vote == null
          ? new MajorityVote(generations, leases)
          : new TokenEnsemble(generations, leases);
    } catch (RuntimeException e) {
      generations.forEach(Generation::close);
      leases.forEach(EngineLease::close);
      throw e;
    }
  }

  private Engine engine(DecodingOptions.Member member, Voting voting, List<EngineLease> leases) {
    if (member.model() == null) {
      return engine;
    }
    EngineLease lease =
        companions.member(member.model(), voting == Voting.MAJORITY ? null : engine);
    leases.add(lease);
    return lease.engine();
  }
}
