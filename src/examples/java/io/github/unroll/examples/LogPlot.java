package io.github.unroll.examples;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * A plot over the steps 1 to T with a logarithmic axis of decades, as text and as a panel of an SVG file.
 *
 * @param title above the plot
 * @param curves of T values each; what is below the lowest decade is drawn on it
 * @param lowest the decade at the bottom, for instance -8; at the top is 10
 */
record LogPlot(String title, List<Curve> curves, int lowest) {

    private static final int HIGHEST = 1;
    private static final int COLUMNS = 61;
    private static final int LEFT = 66; // of the first panel; all sizes in pixels
    private static final int TOP = 92;
    private static final int PANEL = 250;
    private static final int GAP = 46;
    private static final int HEIGHT = 250;

    private static final String STYLE = """
              <style>
                text { font-family: sans-serif; font-size: 13px; fill: #24292f; }
                .title { font-size: 16px; font-weight: bold; }
                .page { fill: #ffffff; }
                .grid { stroke: #d0d7de; }
                .curve { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
                @media (prefers-color-scheme: dark) {
                  text { fill: #e6edf3; }
                  .page { fill: #0d1117; }
                  .grid { stroke: #3d444d; }
                }
              </style>
            """;

    /**
     * A curve.
     *
     * @param name in the legend
     * @param symbol in text
     * @param color in SVG
     * @param dashed in SVG
     * @param values one for each step
     */
    record Curve(String name, char symbol, String color, boolean dashed, double[] values) {

        String stroke() {
            return "stroke=\"" + color + "\"" + (dashed ? " stroke-dasharray=\"5 4\"" : "");
        }
    }

    private int T() {
        return curves.get(0).values.length;
    }

    /** From 0 at the bottom to 1 at the top. */
    private double height(double value) {
        double decade = value > 0 ? Math.log10(value) : lowest;
        return Math.min(1, Math.max(0, (decade - lowest) / (HIGHEST - lowest)));
    }

    /** As text: a row for each decade; of curves that meet the last one is seen. */
    void print(PrintStream out) {
        int rows = HIGHEST - lowest;
        char[][] canvas = new char[rows + 1][COLUMNS];
        for (char[] row : canvas) {
            java.util.Arrays.fill(row, ' ');
        }
        for (Curve curve : curves) {
            for (int column = 0; column < COLUMNS; column++) {
                int t = (int) Math.round(column * (T() - 1) / (COLUMNS - 1.0));
                int row = rows - (int) Math.round(rows * height(curve.values[t]));
                canvas[row][column] = curve.symbol;
            }
        }
        out.println("   " + title);
        for (int row = 0; row <= rows; row++) {
            out.printf(Locale.ROOT, "   1e%+03d |%s%n", HIGHEST - row, new String(canvas[row]).stripTrailing());
        }
        out.println("         +" + "-".repeat(COLUMNS));
        out.printf("          t = 1%" + (COLUMNS - 5) + "s%n", "t = " + T());
    }

    /** Panels side by side as an SVG file, for light and for dark pages. */
    static String svg(String title, String vertical, List<LogPlot> plots) {
        int width = LEFT + plots.size() * (PANEL + GAP);
        int height = TOP + HEIGHT + 60;
        StringBuilder svg = new StringBuilder();
        append(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" ", width, height);
        append(svg, "viewBox=\"0 0 %d %d\" role=\"img\">%n", width, height);
        append(svg, "  <title>%s</title>%n%s", title, STYLE);
        append(svg, "  <rect class=\"page\" width=\"%d\" height=\"%d\"/>%n", width, height);
        append(svg, "  <text class=\"title\" x=\"%d\" y=\"28\">%s</text>%n", LEFT, title);
        append(svg, "  <text transform=\"translate(20 %d) rotate(-90)\" ", TOP + HEIGHT / 2);
        append(svg, "text-anchor=\"middle\">%s</text>%n", vertical);
        int x = LEFT;
        for (Curve curve : plots.get(0).curves) {
            append(svg, "  <path class=\"curve\" %s d=\"M%d 50h30\"/>%n", curve.stroke(), x);
            append(svg, "  <text x=\"%d\" y=\"54\">%s</text>%n", x + 38, curve.name);
            x += 60 + 8 * curve.name.length();
        }
        for (int i = 0; i < plots.size(); i++) {
            plots.get(i).panel(svg, LEFT + i * (PANEL + GAP), i == 0);
        }
        return svg.append("</svg>\n").toString();
    }

    private void panel(StringBuilder svg, int left, boolean labels) {
        int bottom = TOP + HEIGHT;
        append(svg, "  <text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", left + PANEL / 2, TOP - 10, title);
        for (int decade = lowest; decade <= HIGHEST; decade++) {
            double y = bottom - HEIGHT * height(Math.pow(10, decade));
            append(svg, "  <path class=\"grid\" d=\"M%d %.1fh%d\"/>%n", left, y, PANEL);
            if (labels && (HIGHEST - decade) % 2 == 1) {
                append(svg, "  <text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", left - 8, y + 4);
                append(svg, "10<tspan dy=\"-5\" font-size=\"10\">%d</tspan></text>%n", decade);
            }
        }
        for (int t : new int[] {1, T() / 2, T()}) {
            double x = x(left, t - 1);
            append(svg, "  <path class=\"grid\" d=\"M%.1f %dv5\"/>%n", x, bottom);
            append(svg, "  <text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>%n", x, bottom + 20, t);
        }
        append(svg, "  <text x=\"%d\" y=\"%d\" text-anchor=\"middle\">step t</text>%n", left + PANEL / 2, bottom + 42);
        for (Curve curve : curves) {
            append(svg, "  <polyline class=\"curve\" %s points=\"", curve.stroke());
            for (int t = 0; t < T(); t++) {
                append(svg, "%.1f,%.1f ", x(left, t), bottom - HEIGHT * height(curve.values[t]));
            }
            append(svg, "\"/>%n");
        }
    }

    private double x(int left, int t) {
        return left + PANEL * t / (T() - 1.0);
    }

    private static void append(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
    }
}
