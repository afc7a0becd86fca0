package dev.drover.engine;

import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * How rows of logits become tokens. Valid when it comes out of a {@link GenerationRequest.Builder}.
 *
 * @param kind the way
 * @param draftModel name of the model that guesses tokens where they are guessed; null: they are
 *     looked up in earlier text
 * @param draftTokens most tokens guessed at once, 1 to {@link Limits#MAX_DRAFT_TOKENS}
 * @param beamWidth texts that a beam search follows at once, 1 to {@link Limits#MAX_BEAM_WIDTH}
 * @param beamGroups groups they are divided into, a divisor of {@code beamWidth}
 * @param diversity what a beam search takes off the log-probability of a token for each text of an
 *     earlier group that has taken it at the same place, 0 to {@link Limits#MAX_DIVERSITY}
 * @param lengthPenalty a text's log-probability is divided by its length in tokens to the power of
 *     this, at most {@link Limits#MAX_LENGTH_PENALTY} either way; above 0 favours long texts
 * @param voting how the members of an ensemble come to one text
 * @param members of an ensemble, 2 to {@link Limits#MAX_MEMBERS}; else none
 */
public record DecodingOptions(
    Decoding kind,
    String draftModel,
    int draftTokens,
    int beamWidth,
    int beamGroups,
    double diversity,
    double lengthPenalty,
    Voting voting,
    List<Member> members) {

  /** Copies the list. */
  public DecodingOptions {
    members = List.copyOf(members);
  }

  /**
   * A member of an ensemble.
   *
   * @param model name of its model, null for the one that serves the request
   * @param request what it is asked
   */
  public record Member(String model, GenerationRequest request) {}

  /** Collects the options; null means not given. */
  static final class Builder {
    String method;
    String draftModel;
    Integer draftTokens;
    Integer beamWidth;
    Integer beamGroups;
    Double diversity;
    Double lengthPenalty;
    Voting voting;
    List<EnsembleMember> members;

    /**
     * Checks them.
     *
     * @param n how many choices the request wants
     * @param bestOf of how many, or null
     * @param ask makes a member's request
     * @throws InvalidRequestException for the first that breaks its limit
     */
    DecodingOptions build(
        int n, Integer bestOf, BiFunction<EnsembleMember, Integer, GenerationRequest> ask) {
      Decoding kind =
          method == null ? Decoding.PLAIN : Decoding.named(method).orElse(Decoding.PLAIN);
      if (kind == Decoding.PLAIN && draftModel != null) {
        kind = Decoding.SPECULATIVE; // which changes no text
      }
      if (kind == Decoding.PLAIN && members != null && !members.isEmpty()) {
        kind = Decoding.ENSEMBLE;
      }
      if (kind != Decoding.SPECULATIVE && draftModel != null) {
        throw new InvalidRequestException(
            "draft_model", "must be absent for the sampling method " + kind.names().getFirst());
      }
      boolean searches = kind == Decoding.BEAM || kind == Decoding.ENSEMBLE;
      if (searches && bestOf != null && bestOf != n) {
        throw new InvalidRequestException(
            "best_of",
            "must be absent for the sampling method "
                + kind.names().getFirst()
                + ", given "
                + bestOf);
      }
      int width = Limits.between("beam_width", beamWidth, 1, Limits.MAX_BEAM_WIDTH, 4);
      if (kind == Decoding.BEAM && n > width) {
        throw new InvalidRequestException(
            "n", "must be at most the beam_width of " + width + ", given " + n);
      }
      int groups = Limits.between("beam_groups", beamGroups, 1, width, 1);
      if (width % groups != 0) {
        throw new InvalidRequestException(
            "beam_groups", "must divide the beam_width of " + width + ", given " + groups);
      }
      double exponent = Limits.MAX_LENGTH_PENALTY;
      return new DecodingOptions(
          kind,
          draftModel,
          Limits.between("draft_tokens", draftTokens, 1, Limits.MAX_DRAFT_TOKENS, 8),
          width,
          groups,
          Limits.between("diversity_penalty", diversity, 0, Limits.MAX_DIVERSITY, 0.0),
          Limits.between("length_penalty", lengthPenalty, -exponent, exponent, 1.0),
          voting == null ? Voting.MAJORITY : voting,
          members(kind, n, ask));
    }

    private List<Member> members(
        Decoding kind, int n, BiFunction<EnsembleMember, Integer, GenerationRequest> ask) {
      List<EnsembleMember> given = members == null ? List.of() : members;
      if (kind != Decoding.ENSEMBLE) {
        if (!given.isEmpty()) {
          throw new InvalidRequestException(
              "ensemble", "is only allowed with the sampling method ensemble-sampling");
        }
        return List.of();
      }
      if (given.size() < 2 || given.size() > Limits.MAX_MEMBERS) {
        throw new InvalidRequestException(
            "ensemble", "must hold 2 to " + Limits.MAX_MEMBERS + " members, given " + given.size());
      }
      if (n != 1) {
        throw new InvalidRequestException("n", "must be 1 with an ensemble, given " + n);
      }
      boolean together = voting == Voting.MEAN || voting == Voting.PRODUCT;
      if (together && given.stream().anyMatch(EnsembleMember::draws)) {
        throw new InvalidRequestException(
            "ensemble",
            "must not say how a member draws where tokens are drawn together (voting "
                + voting.name().toLowerCase(Locale.ROOT)
                + ")");
      }
      return IntStream.range(0, given.size())
          .mapToObj(i -> new Member(given.get(i).model(), ask.apply(given.get(i), i)))
          .toList();
    }
  }
}
