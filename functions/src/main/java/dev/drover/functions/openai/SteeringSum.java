package dev.drover.functions.openai;

import dev.drover.engine.AppliedTerm;
import dev.drover.engine.AppliedTerm.LayerEffect;
import java.util.ArrayList;
import java.util.List;

/** What one plan did to several generations, as if they were one. */
final class SteeringSum {
  private SteeringSum() {}

  /**
   * The sum.
   *
   * @param generations what the plan did to each: equal terms and layers in equal order, or none
   * @return positions added up, norm ratios averaged over positions
   */
  static List<AppliedTerm> of(List<List<AppliedTerm>> generations) {
    List<AppliedTerm> sum = new ArrayList<>();
    for (int t = 0; t < generations.getFirst().size(); t++) {
      AppliedTerm first = generations.getFirst().get(t);
      List<LayerEffect> layers = new ArrayList<>();
      for (int l = 0; l < first.layers().size(); l++) {
        long positions = 0;
        long measured = 0;
        double ratios = 0;
        for (List<AppliedTerm> terms : generations) {
          LayerEffect effect = terms.get(t).layers().get(l);
          positions += effect.positions();
          if (!Double.isNaN(effect.normRatio())) {
            measured += effect.positions();
            ratios += effect.positions() * effect.normRatio();
          }
        }
        layers.add(new LayerEffect(first.layers().get(l).layer(), positions, ratios / measured));
      }
      sum.add(new AppliedTerm(first.source(), first.strength(), layers));
    }
    return sum;
  }
}
