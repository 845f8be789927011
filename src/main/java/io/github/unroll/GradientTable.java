package io.github.unroll;

import io.github.unroll.GradientReport.Comparison;
import io.github.unroll.GradientReport.Entry;
import io.github.unroll.GradientReport.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The text of a {@link GradientReport}, the same in every locale. */
final class GradientTable {

    private static final String[] HEADER = {
        "name", "shape", "checked", "worst at", "claimed", "numerical", "relative error", "whole matrix", "verdict"
    };
    private static final boolean[] LEFT = {true, true, false, true, false, false, false, false, true};

    private GradientTable() {}

    static String table(GradientReport report) {
        List<String[]> rows = new ArrayList<>();
        rows.add(HEADER);
        for (Comparison comparison : report.comparisons()) {
            rows.add(row(comparison));
        }
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "gradient check %s, tolerance %.1e, loss %.6g",
                summary(report),
                report.tolerance(),
                report.loss()));
        appendAligned(text, rows);
        appendHints(text, "\n", report.comparisons());
        return text.toString();
    }

    /** The message of the error, of every wrong gradient, the worst first: hints, then the worst entries; then the table. */
    static String failure(GradientReport report) {
        StringBuilder text = new StringBuilder("gradient check ").append(summary(report));
        List<Comparison> wrong = report.comparisons().stream()
                .filter(comparison -> !comparison.passed())
                .sorted(Comparator.comparingDouble(GradientTable::severity).reversed())
                .toList();
        appendHints(text, "\n  ", wrong);
        wrong.forEach(comparison -> appendOffenders(text, comparison, report.tolerance()));
        return text.append("\n\n").append(table(report)).toString();
    }

    /** Each hint once, after the names that it is for. */
    private static void appendHints(StringBuilder text, String lineBreak, List<Comparison> comparisons) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Comparison comparison : comparisons) {
            for (String hint : comparison.hints()) {
                names.computeIfAbsent(hint, h -> new ArrayList<>()).add(comparison.name());
            }
        }
        names.forEach((hint, of) -> text.append(lineBreak)
                .append(String.join(", ", of))
                .append(": ")
                .append(hint));
    }

    private static String summary(GradientReport report) {
        long failed = report.comparisons().stream().filter(c -> !c.passed()).count();
        int all = report.comparisons().size();
        return failed == 0 ? "passed for all " + all : "FAILED for " + failed + " of " + all;
    }

    private static double severity(Comparison comparison) {
        double whole = comparison.wholeError();
        return comparison.worst().isEmpty()
                ? whole
                : Math.max(whole, comparison.worst().get(0).relativeError());
    }

    private static void appendOffenders(StringBuilder text, Comparison comparison, double tolerance) {
        boolean some = false;
        for (Entry entry : comparison.worst()) {
            if (!(entry.relativeError() <= tolerance)) {
                some = true;
                text.append(String.format(
                        Locale.ROOT,
                        "\n  %s: claimed %.9e, numerical %.9e, relative error %.1e",
                        at(comparison.name(), entry.place()),
                        entry.claimed(),
                        entry.numerical(),
                        entry.relativeError()));
            }
        }
        if (!some && comparison.verdict() == Verdict.FAILED) {
            text.append(String.format(
                    Locale.ROOT,
                    "\n  %s: no entry alone, but the whole has a relative error of %.1e",
                    comparison.name(),
                    comparison.wholeError()));
        }
    }

    /** {@code W[2, 1]}, {@code x step 3 [2, 1]}, {@code W direction 0}. */
    static String at(String name, String place) {
        return place.startsWith("[") ? name + place : name + " " + place;
    }

    private static String[] row(Comparison comparison) {
        boolean compared = !comparison.worst().isEmpty();
        Entry worst = compared ? comparison.worst().get(0) : null;
        return new String[] {
            comparison.name(),
            comparison.shape(),
            String.valueOf(comparison.checked()),
            compared ? worst.place() : "-",
            compared ? format("%.6e", worst.claimed()) : "-",
            compared ? format("%.6e", worst.numerical()) : "-",
            compared ? format("%.1e", worst.relativeError()) : "-",
            compared ? format("%.1e", comparison.wholeError()) : "-",
            verdict(comparison)
        };
    }

    private static String verdict(Comparison comparison) {
        String verdict = comparison.passed() ? "passed" : comparison.verdict().name();
        if (comparison.wrong() > 0) {
            verdict += ", " + comparison.wrong() + " wrong";
        }
        return comparison.kinks() == 0 ? verdict : verdict + ", " + count(comparison.kinks(), "kink");
    }

    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }

    private static void appendAligned(StringBuilder text, List<String[]> rows) {
        int[] widths = new int[HEADER.length];
        for (String[] row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                String padding = " ".repeat(widths[c] - row[c].length());
                line.append(c == 0 ? "" : "  ").append(LEFT[c] ? row[c] + padding : padding + row[c]);
            }
            text.append('\n').append(line.toString().stripTrailing());
        }
    }
}
