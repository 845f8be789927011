package io.github.unroll;

import io.github.unroll.GradientReport.Comparison;
import io.github.unroll.GradientReport.Entry;
import io.github.unroll.GradientReport.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What was claimed for one name beside what was measured, and the arithmetic that compares them.
 *
 * @param subject the name, and where the entries are
 * @param indices the entries that were measured, in ascending order; null for random directions
 * @param claimed a, one for each entry or direction
 * @param numerical n
 * @param floors the size below which an error is absolute
 * @param kinks how many entries were measured again because of a kink
 * @param rough how many entries have other slopes over a smaller step, and no kink
 * @param loss where nothing is moved
 * @param floatLosses whether the losses look as if computed in float
 * @param settings the options of the check
 */
record GradientDifferences(
        GradientSubject subject,
        int[] indices,
        double[] claimed,
        double[] numerical,
        double[] floors,
        int kinks,
        int rough,
        double loss,
        boolean floatLosses,
        GradientSettings settings) {

    /** How many times the noise an entry must measure to be evidence for a pattern. */
    private static final double EVIDENCE = 1000;

    /** The largest error of an entry that fits a pattern, however wide the tolerance. */
    private static final double ALIKE = 0.05;

    /** {@code |a - n| / max(|a| + |n|, floor)}; 0 where a equals n, infinite where either is not finite. */
    static double relativeError(double a, double n, double floor) {
        if (a == n && Double.isFinite(a)) {
            return 0;
        }
        // halves, so that a sum of huge values does not overflow and make the quotient 0
        double error = Math.abs(a / 2 - n / 2) / Math.max(Math.abs(a / 2) + Math.abs(n / 2), floor / 2);
        return Double.isFinite(error) ? error : Double.POSITIVE_INFINITY;
    }

    /** The root of the sum of squares, without overflow; infinite where a value is not finite. */
    static double norm(double[] values) {
        double largest = 0;
        for (double v : values) {
            if (!Double.isFinite(v)) {
                return Double.POSITIVE_INFINITY;
            }
            largest = Math.max(largest, Math.abs(v));
        }
        if (largest == 0) {
            return 0;
        }
        double sum = 0;
        for (double v : values) {
            sum += v / largest * (v / largest);
        }
        return largest * Math.sqrt(sum);
    }

    static int firstNotFinite(double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    int count() {
        return claimed.length;
    }

    double error(int k) {
        return relativeError(claimed[k], numerical[k], floors[k]);
    }

    boolean isWrong(int k) {
        return !(error(k) <= settings.tolerance());
    }

    /** Whether the numerical value is far above the noise, or with a wide tolerance above the floor. */
    boolean isEvidence(int k) {
        return Math.abs(numerical[k]) > Math.min(EVIDENCE * settings.tolerance(), 1) * floors[k];
    }

    /** Within ten times the tolerance: a pattern may inherit the error of the entry it is read from. */
    boolean agree(double a, double n, double floor) {
        return relativeError(a, n, floor) <= Math.min(10 * settings.tolerance(), ALIKE);
    }

    /**
     * {@code |a - n| / max(|a| + |n|, floor)} over norms. Noise of independent entries adds up as the root of their
     * number, and to a quarter of what a single entry must be allowed: {@code max floor_i + sqrt(sum floor_i^2) / 4}.
     */
    double wholeError() {
        double difference = norm(minus());
        if (difference == 0) {
            return 0;
        }
        double error = difference / Math.max(norm(claimed) + norm(numerical), wholeFloor());
        return Double.isFinite(error) && Double.isFinite(difference) ? error : Double.POSITIVE_INFINITY;
    }

    double wholeFloor() {
        double largest = 0;
        for (double floor : floors) {
            largest = Math.max(largest, floor);
        }
        return largest + norm(floors) / 4;
    }

    double[] minus() {
        double[] difference = new double[claimed.length];
        for (int k = 0; k < difference.length; k++) {
            difference[k] = claimed[k] - numerical[k];
        }
        return difference;
    }

    /** The judgement: passed where every entry and the whole are within the tolerance and every claimed value is finite. */
    Comparison comparison(List<GradientSubject> all) {
        int wrong = 0;
        for (int k = 0; k < count(); k++) {
            wrong += isWrong(k) ? 1 : 0;
        }
        double whole = wholeError();
        boolean passed = wrong == 0 && whole <= settings.tolerance();
        List<Entry> worst = IntStream.range(0, count())
                .boxed()
                .sorted(Comparator.comparingDouble(this::error).reversed())
                .limit(3)
                .map(this::entry)
                .toList();
        return new Comparison(
                subject.name,
                subject.cells.shape(),
                count(),
                wrong,
                kinks,
                worst,
                whole,
                passed ? Verdict.PASSED : Verdict.FAILED,
                GradientHints.of(this, !passed, all));
    }

    private Entry entry(int k) {
        int none = GradientReport.NONE;
        if (indices == null) {
            return new Entry("direction " + k, k, none, none, none, claimed[k], numerical[k], error(k));
        }
        GradientCells cells = subject.cells;
        int index = indices[k];
        int step = subject.isSequence() ? cells.step(index) : none;
        return new Entry(
                cells.place(index),
                none,
                step,
                cells.row(index),
                cells.column(index),
                claimed[k],
                numerical[k],
                error(k));
    }
}
