package dev.drover.engine.training;

import dev.drover.engine.training.Evaluation.AtStrength;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** An evaluation as a picture (SVG 1.1): effect and cost over strength. */
public final class EvaluationPlot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 220;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 34;
  private static final int BOTTOM = 34;

  private EvaluationPlot() {}

  /** The picture; it needs no other file. */
  public static String svg(Evaluation evaluation) {
    List<AtStrength> sweep =
        evaluation.sweep().stream()
            .sorted(Comparator.comparingDouble(AtStrength::strength))
            .toList();
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        """
            .formatted(WIDTH, 2 * HEIGHT));
    panel(svg, 0, "log-odds of positive answers, a token", sweep, AtStrength::logOdds, "#1f6feb");
    panel(
        svg,
        HEIGHT,
        "perplexity on neutral text, times unsteered",
        sweep,
        AtStrength::cost,
        "#c9510c");
    return svg.append("</svg>\n").toString();
  }

  private static void panel(
      StringBuilder svg,
      int top,
      String title,
      List<AtStrength> sweep,
      ToDoubleFunction<AtStrength> value,
      String colour) {
    double low = sweep.stream().mapToDouble(value).min().orElse(0);
    double high = sweep.stream().mapToDouble(value).max().orElse(1);
    double from = sweep.getFirst().strength();
    double to = sweep.getLast().strength();
    int bottom = top + HEIGHT - BOTTOM;
    text(svg, LEFT, top + TOP - 14, "start", title);
    line(svg, LEFT, bottom, WIDTH - RIGHT, bottom);
    line(svg, LEFT, top + TOP, LEFT, bottom);
    text(svg, LEFT - 6, bottom, "end", number(low));
    text(svg, LEFT - 6, top + TOP + 6, "end", number(high));
    StringBuilder points = new StringBuilder();
    for (AtStrength at : sweep) {
      double x = LEFT + (WIDTH - LEFT - RIGHT) * share(at.strength(), from, to);
      double y = bottom - (HEIGHT - TOP - BOTTOM) * share(value.applyAsDouble(at), low, high);
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      text(svg, x, bottom + 18, "middle", number(at.strength()));
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
              x,
              y,
              colour));
    }
    svg.append(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>\n"
            .formatted(colour, points.toString().strip()));
  }

  private static double share(double value, double from, double to) {
    return to > from ? (value - from) / (to - from) : 0.5;
  }

  private static void line(StringBuilder svg, int x1, int y1, int x2, int y2) {
    svg.append(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#888\"/>\n"
            .formatted(x1, y1, x2, y2));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            text));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
