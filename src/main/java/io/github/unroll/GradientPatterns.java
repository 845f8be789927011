package io.github.unroll;

import io.github.unroll.GradientCells.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The right gradients that a wrong one may be made of: a multiple of it, its transpose, its steps the other way round. Each
 * method gives the sentence that says so, or nothing where a compared entry speaks against it.
 */
final class GradientPatterns {

    /** How close to an integer a ratio must be to be called by it, with the usual tolerance. */
    private static final double INTEGER = 1e-6;

    private final GradientDifferences differences;
    private final GradientSubject subject;
    private final List<GradientSubject> all;
    private final double integer; // how close to one a ratio must be

    /** {@code all} tells which sizes are known. */
    GradientPatterns(GradientDifferences differences, List<GradientSubject> all) {
        this.differences = differences;
        this.subject = differences.subject();
        this.all = all;
        this.integer = Math.max(INTEGER, Math.min(differences.settings().tolerance(), 0.1) / 10);
    }

    /** One number between all claimed and all numerical values. */
    Optional<String> ratio() {
        double numerator = 0;
        double denominator = 0;
        int evidence = 0;
        for (int k = 0; k < differences.count(); k++) {
            double n = differences.numerical()[k];
            numerator += differences.claimed()[k] * n;
            denominator += n * n;
            evidence += differences.isEvidence(k) ? 1 : 0;
        }
        double ratio = numerator / denominator;
        if (evidence < 2 || !Double.isFinite(ratio) || ratio == 0 || Math.abs(ratio - 1) < integer) {
            return Optional.empty();
        }
        for (int k = 0; k < differences.count(); k++) {
            double floor = differences.floors()[k] * Math.max(1, Math.abs(ratio));
            if (!differences.agree(differences.claimed()[k], ratio * differences.numerical()[k], floor)) {
                return Optional.empty();
            }
        }
        return Optional.of(ratioText(ratio));
    }

    private String ratioText(double ratio) {
        double size = Math.abs(ratio) < 1 ? 1 / Math.abs(ratio) : Math.abs(ratio);
        long nearest = Math.round(size);
        boolean whole = Math.abs(size - nearest) <= integer * size;
        String sign = ratio < 0 ? "-" : "";
        if (!whole || nearest == 1 && ratio > 0) { // with a wide tolerance a ratio of 1 is as wide
            return format("claimed is %.6g times the numerical gradient in every entry", ratio);
        }
        if (nearest == 1) {
            return "claimed is the numerical gradient with the opposite sign in every entry";
        }
        String times = "claimed is " + sign + (Math.abs(ratio) < 1 ? "1/" : "") + nearest
                + " times the numerical gradient in every entry: ";
        String known = knownSize(nearest);
        String over = known == null ? nearest + " terms" : "the " + known;
        String cause = Math.abs(ratio) < 1
                ? "a mean over " + over + " where the loss takes the sum"
                : "a sum over " + over + " where the loss takes the mean";
        return times + cause + (nearest == 2 && known == null ? ", or the factor 2 of a square?" : "?");
    }

    /** What has this size: the examples, the steps, or both together; null if nothing is known to. */
    private String knownSize(long size) {
        int steps = 0;
        int examples = differences.settings().examples();
        for (GradientSubject other : all) {
            if (other.isSequence()) {
                steps = other.cells.steps();
                examples = examples == 0 ? other.cells.columns() : examples;
            }
        }
        if (size == examples) {
            return "m = " + size + " examples";
        }
        if (size == steps) {
            return "T = " + size + " steps";
        }
        return size == (long) examples * steps ? "m T = " + size + " examples of all steps" : null;
    }

    /** Right from some step to the last, and mostly wrong in every step before. */
    Optional<String> carry() {
        if (!subject.isSequence()) {
            return Optional.empty();
        }
        int steps = subject.cells.steps();
        int[] wrong = new int[steps];
        int[] checked = new int[steps];
        int[] evidence = new int[steps];
        for (int k = 0; k < differences.count(); k++) {
            int step = subject.cells.step(differences.indices()[k]);
            checked[step]++;
            wrong[step] += differences.isWrong(k) ? 1 : 0;
            evidence[step] += differences.isEvidence(k) ? 1 : 0;
        }
        int firstRight = steps;
        while (firstRight > 0 && wrong[firstRight - 1] == 0 && evidence[firstRight - 1] > 0) {
            firstRight--;
        }
        if (firstRight == steps || firstRight == 0) {
            return Optional.empty();
        }
        for (int t = 0; t < firstRight; t++) {
            if (2 * wrong[t] <= checked[t]) {
                return Optional.empty();
            }
        }
        String right = firstRight == steps - 1
                ? "right at the last step only, t = " + firstRight
                : "right from step " + firstRight + " on";
        return Optional.of(right + ", wrong at every step before: the gradient that step " + firstRight
                + " hands back to step " + (firstRight - 1) + " is lost or wrong (the carry)");
    }

    Optional<String> reversed() {
        if (!subject.isSequence()) {
            return Optional.empty();
        }
        int perStep = subject.cells.perStep();
        int last = subject.cells.steps() - 1;
        for (int k = 0; k < differences.count(); k++) {
            int mirrored = (last - k / perStep) * perStep + k % perStep;
            if (!differences.agree(
                    differences.claimed()[k],
                    differences.numerical()[mirrored],
                    differences.floors()[k])) {
                return Optional.empty();
            }
        }
        return Optional.of("the steps are in the opposite order: claimed step 0 is right for the last step");
    }

    Optional<String> transposed() {
        int n = subject.cells.rows();
        if (subject.cells.kind() == Kind.VECTOR || n != subject.cells.columns()) {
            return Optional.empty();
        }
        for (int k = 0; k < differences.count(); k++) {
            int row = subject.cells.row(k);
            int column = subject.cells.column(k);
            int mirrored = k - row * n - column + column * n + row;
            if (!differences.agree(
                    differences.claimed()[k],
                    differences.numerical()[mirrored],
                    differences.floors()[k])) {
                return Optional.empty();
            }
        }
        return Optional.of("the claimed gradient is the transpose of the numerical one");
    }

    /** The wrong entries fill a block of rows and columns, and the rest is right. */
    Optional<String> block() {
        if (subject.isSequence()) {
            return Optional.empty();
        }
        int top = Integer.MAX_VALUE;
        int bottom = -1;
        int left = Integer.MAX_VALUE;
        int right = -1;
        int wrong = 0;
        for (int k = 0; k < differences.count(); k++) {
            if (differences.isWrong(k)) {
                wrong++;
                top = Math.min(top, subject.cells.row(k));
                bottom = Math.max(bottom, subject.cells.row(k));
                left = Math.min(left, subject.cells.column(k));
                right = Math.max(right, subject.cells.column(k));
            }
        }
        if (wrong == 0 || wrong == differences.count() || wrong != (bottom - top + 1) * (right - left + 1)) {
            return Optional.empty();
        }
        String noun = subject.cells.kind() == Kind.VECTOR ? "element" : "row";
        String rows = range(noun, top, bottom, subject.cells.rows());
        String columns = range("column", left, right, subject.cells.columns());
        String both = rows.isEmpty() || columns.isEmpty() ? rows + columns : rows + " of " + columns;
        String all = "wrong in " + both + ", right everywhere else";
        boolean butTheLastRow = columns.isEmpty() && top == 0 && bottom == subject.cells.rows() - 2;
        boolean butTheLastColumn = rows.isEmpty() && left == 0 && right == subject.cells.columns() - 2;
        boolean several = subject.cells.kind() != Kind.VECTOR && wrong > 1;
        return Optional.of(
                all + (several && butTheLastRow ? carry("row") : several && butTheLastColumn ? carry("column") : ""));
    }

    private static String carry(String noun) {
        return ": if each " + noun + " is a step, what the last step hands back is lost or wrong (the carry)";
    }

    /** {@code row 2}, {@code rows 2 to 4}, or nothing if it is all of them. */
    private static String range(String noun, int from, int to, int size) {
        if (to - from + 1 == size) {
            return "";
        }
        return from == to ? noun + " " + from : noun + "s " + from + " to " + to;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
