package io.github.unroll;

import io.github.unroll.GradientCells.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the numbers of one comparison say about the cause. A hint is given only where all compared entries bear it out:
 * a guess that sends the reader to the wrong line is worse than none.
 */
final class GradientHints {

    /** How many times the noise an entry must measure to be evidence for a pattern. */
    private static final double EVIDENCE = 1000;

    /** How close to an integer a ratio must be to be called by it. */
    private static final double INTEGER = 1e-6;

    private final GradientDifferences differences;
    private final GradientSubject subject;
    private final GradientSettings settings;
    private final List<GradientSubject> all;
    private final List<String> hints = new ArrayList<>();

    private GradientHints(GradientDifferences differences, GradientSettings settings, List<GradientSubject> all) {
        this.differences = differences;
        this.subject = differences.subject();
        this.settings = settings;
        this.all = all;
    }

    /** The hints for a comparison, failed or passed; {@code all} tells which sizes are known. */
    static List<String> of(
            GradientDifferences differences, boolean failed, GradientSettings settings, List<GradientSubject> all) {
        GradientHints hints = new GradientHints(differences, settings, all);
        if (failed) {
            hints.failed();
        } else {
            hints.passed();
        }
        return hints.hints;
    }

    private void failed() {
        if (notFinite() || neverComputed() || unmoved()) {
            return;
        }
        boolean entries = differences.indices() != null;
        boolean complete = entries && differences.count() == subject.cells.size();
        if (isClearlyWrong() && (ratio() || entries && carry() || complete && (reversed() || transposed()))) {
            return;
        }
        if (complete) {
            block();
        }
        if (entries) {
            nearNoise();
        }
    }

    /** Both gradients are smaller than the differences can resolve, and nothing but that makes them agree. */
    private void passed() {
        double size =
                GradientDifferences.norm(differences.claimed()) + GradientDifferences.norm(differences.numerical());
        if (GradientDifferences.norm(differences.minus()) > 0.01 * size) {
            hints.add(format(
                    "unresolved: both gradients, together %.1e, are too small beside the rounding of the loss to agree"
                            + " or to disagree; a larger loss or fivePoints() would show more",
                    size));
        }
    }

    // -------------------------------------------------------------------------------------------------- every entry

    private boolean notFinite() {
        int first = GradientDifferences.firstNotFinite(subject.claimed);
        if (first < 0) {
            return false;
        }
        int count = 0;
        for (double claimed : subject.claimed) {
            count += Double.isFinite(claimed) ? 0 : 1;
        }
        String where = GradientTable.at(subject.name, subject.cells.place(first));
        hint("the claimed gradient is NaN or infinite in " + count + " of " + subject.claimed.length
                + " places, first at " + where);
        return true;
    }

    private boolean neverComputed() {
        boolean evident = false; // a right 0 may fail by truncation
        for (int k = 0; k < differences.count(); k++) {
            evident |= isEvidence(k);
        }
        for (double claimed : subject.claimed) {
            evident &= claimed == 0;
        }
        if (!evident) {
            return false;
        }
        hint("every claimed entry is 0: was the gradient ever computed?");
        return true;
    }

    private boolean unmoved() {
        if (differences.kinks() > 0) { // the loss did move over the wider step
            return false;
        }
        for (double numerical : differences.numerical()) {
            if (numerical != 0) {
                return false;
            }
        }
        hint("the loss is the same whatever value is moved: does it read " + subject.name
                + " from what the check hands it, or a copy of its own?");
        return true;
    }

    /** One number between all claimed and all numerical values. */
    private boolean ratio() {
        double numerator = 0;
        double denominator = 0;
        int evidence = 0;
        for (int k = 0; k < differences.count(); k++) {
            double n = differences.numerical()[k];
            numerator += differences.claimed()[k] * n;
            denominator += n * n;
            evidence += isEvidence(k) ? 1 : 0;
        }
        double ratio = numerator / denominator;
        if (evidence < 2 || !Double.isFinite(ratio) || ratio == 0 || Math.abs(ratio - 1) < INTEGER) {
            return false;
        }
        for (int k = 0; k < differences.count(); k++) {
            double floor = differences.floors()[k] * Math.max(1, Math.abs(ratio));
            if (!agree(differences.claimed()[k], ratio * differences.numerical()[k], floor)) {
                return false;
            }
        }
        hint(ratioText(ratio));
        return true;
    }

    private String ratioText(double ratio) {
        double size = Math.abs(ratio) < 1 ? 1 / Math.abs(ratio) : Math.abs(ratio);
        long integer = Math.round(size);
        boolean whole = Math.abs(size - integer) <= INTEGER * size;
        String sign = ratio < 0 ? "-" : "";
        if (!whole) {
            return format("claimed is %.6g times the numerical gradient in every entry", ratio);
        }
        if (integer == 1) {
            return "claimed is the numerical gradient with the opposite sign in every entry";
        }
        String times = "claimed is " + sign + (Math.abs(ratio) < 1 ? "1/" : "") + integer
                + " times the numerical gradient in every entry: ";
        String known = knownSize(integer);
        String over = known == null ? integer + " terms" : "the " + known;
        String cause = Math.abs(ratio) < 1
                ? "a mean over " + over + " where the loss takes the sum"
                : "a sum over " + over + " where the loss takes the mean";
        return times + cause + (integer == 2 && known == null ? ", or the factor 2 of a square?" : "?");
    }

    /** What has this size: the examples, the steps, or both together; null if nothing is known to. */
    private String knownSize(long size) {
        int steps = 0;
        int examples = settings.examples();
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

    // ------------------------------------------------------------------------------------------- where the wrong are

    /** Right from some step to the last, and mostly wrong in every step before. */
    private boolean carry() {
        if (!subject.isSequence()) {
            return false;
        }
        int steps = subject.cells.steps();
        int[] wrong = new int[steps];
        int[] checked = new int[steps];
        int[] evidence = new int[steps];
        for (int k = 0; k < differences.count(); k++) {
            int step = subject.cells.step(differences.indices()[k]);
            checked[step]++;
            wrong[step] += isWrong(k) ? 1 : 0;
            evidence[step] += isEvidence(k) ? 1 : 0;
        }
        int firstRight = steps;
        while (firstRight > 0 && wrong[firstRight - 1] == 0 && evidence[firstRight - 1] > 0) {
            firstRight--;
        }
        if (firstRight == steps || firstRight == 0) {
            return false;
        }
        for (int t = 0; t < firstRight; t++) {
            if (2 * wrong[t] <= checked[t]) {
                return false;
            }
        }
        String right = firstRight == steps - 1
                ? "right at the last step only, t = " + firstRight
                : "right from step " + firstRight + " on";
        hint(right + ", wrong at every step before: the gradient that step " + firstRight + " hands back to step "
                + (firstRight - 1) + " is lost or wrong (the carry)");
        return true;
    }

    private boolean reversed() {
        if (!subject.isSequence()) {
            return false;
        }
        int perStep = subject.cells.perStep();
        int last = subject.cells.steps() - 1;
        for (int k = 0; k < differences.count(); k++) {
            int mirrored = (last - k / perStep) * perStep + k % perStep;
            if (!agree(
                    differences.claimed()[k],
                    differences.numerical()[mirrored],
                    differences.floors()[k])) {
                return false;
            }
        }
        hint("the steps are in the opposite order: claimed step 0 is right for the last step");
        return true;
    }

    private boolean transposed() {
        int n = subject.cells.rows();
        if (subject.cells.kind() == Kind.VECTOR || n != subject.cells.columns()) {
            return false;
        }
        for (int k = 0; k < differences.count(); k++) {
            int row = subject.cells.row(k);
            int column = subject.cells.column(k);
            int mirrored = k - row * n - column + column * n + row;
            if (!agree(
                    differences.claimed()[k],
                    differences.numerical()[mirrored],
                    differences.floors()[k])) {
                return false;
            }
        }
        hint("the claimed gradient is the transpose of the numerical one");
        return true;
    }

    /** The wrong entries fill a block of rows and columns, and the rest is right. */
    private void block() {
        if (subject.isSequence()) {
            return;
        }
        int top = Integer.MAX_VALUE;
        int bottom = -1;
        int left = Integer.MAX_VALUE;
        int right = -1;
        int wrong = 0;
        for (int k = 0; k < differences.count(); k++) {
            if (isWrong(k)) {
                wrong++;
                top = Math.min(top, subject.cells.row(k));
                bottom = Math.max(bottom, subject.cells.row(k));
                left = Math.min(left, subject.cells.column(k));
                right = Math.max(right, subject.cells.column(k));
            }
        }
        if (wrong == 0 || wrong == differences.count() || wrong != (bottom - top + 1) * (right - left + 1)) {
            return;
        }
        String noun = subject.cells.kind() == Kind.VECTOR ? "element" : "row";
        String rows = range(noun, top, bottom, subject.cells.rows());
        String columns = range("column", left, right, subject.cells.columns());
        String both = rows.isEmpty() || columns.isEmpty() ? rows + columns : rows + " of " + columns;
        hint("wrong in " + both + ", right everywhere else");
    }

    /** {@code row 2}, {@code rows 2 to 4}, or nothing if it is all of them. */
    private static String range(String noun, int from, int to, int size) {
        if (to - from + 1 == size) {
            return "";
        }
        return from == to ? noun + " " + from : noun + "s " + from + " to " + to;
    }

    /** All wrong entries miss by so little that truncation or rounding might explain it. */
    private void nearNoise() {
        int wrong = 0;
        for (int k = 0; k < differences.count(); k++) {
            double difference = Math.abs(differences.claimed()[k] - differences.numerical()[k]);
            if (isWrong(k)) {
                wrong++;
                if (!(difference <= 10 * differences.floors()[k] * settings.tolerance())) {
                    return;
                }
            }
        }
        if (wrong > 0 && !settings.fivePoints()) {
            hint("no entry misses by more than 10 times the noise of the differences: fivePoints() tells a mistake"
                    + " from noise");
        }
    }

    // ------------------------------------------------------------------------------------------------------- shared

    /** Beyond what a pattern is granted, so that a matrix that is slightly wrong does not resemble its own pattern. */
    private boolean isClearlyWrong() {
        for (int k = 0; k < differences.count(); k++) {
            if (!(differences.error(k) <= 100 * settings.tolerance())) {
                return true;
            }
        }
        return false;
    }

    private boolean isWrong(int k) {
        return !(differences.error(k) <= settings.tolerance());
    }

    /** Whether the numerical value is far above the noise. */
    private boolean isEvidence(int k) {
        return Math.abs(differences.numerical()[k]) > EVIDENCE * differences.floors()[k] * settings.tolerance();
    }

    /** Within ten times the tolerance: a pattern may inherit the error of the entry it is read from. */
    private boolean agree(double a, double n, double floor) {
        return GradientDifferences.relativeError(a, n, floor) <= 10 * settings.tolerance();
    }

    private void hint(String text) {
        hints.add(text);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
