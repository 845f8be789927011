package io.github.unroll;

import java.util.List;

/**
 * What a {@link GradientCheck} found: for each name how many entries were compared, the worst of them, the error of the
 * whole, a verdict, and hints that follow from the numbers. {@link #toString()} is the table.
 *
 * <p>The relative error of a claimed value a and a numerical value n is
 *
 * <pre>{@code
 * |a - n| / max(|a| + |n|, floor)        0 where a = n, so 0/0 is agreement; infinite where either is not finite
 * }</pre>
 *
 * and of a whole matrix the same with norms over its compared entries. The floor is the size below which rounding in the
 * loss leaves fewer digits than the tolerance asks for; see {@link GradientCheck}.
 *
 * @param loss the loss where nothing is moved
 * @param tolerance the largest relative error that passes
 * @param comparisons one for each name, in the order in which the names were given; at least one
 */
public record GradientReport(double loss, double tolerance, List<Comparison> comparisons) {

    /** Stands for a row, column, step or direction that an entry does not have. */
    public static final int NONE = -1;

    /**
     * Copies the list.
     *
     * @param loss the loss where nothing is moved
     * @param tolerance the largest relative error that passes
     * @param comparisons one for each name
     * @throws IllegalArgumentException if {@code comparisons} is null or empty
     */
    public GradientReport {
        Shapes.present("GradientReport", "comparisons", comparisons);
        if (comparisons.isEmpty()) { // nothing has passed that was not compared
            throw Shapes.error("GradientReport", "comparisons", "at least one", "empty");
        }
        comparisons = List.copyOf(comparisons);
    }

    /** The judgement on one name. */
    public enum Verdict {
        /** Every compared entry and the whole are within the tolerance. */
        PASSED,
        /** An entry or the whole is not within the tolerance, or a claimed value is not finite. */
        FAILED,
        /** There is a value and no gradient is claimed for it. */
        MISSING,
        /** A gradient is claimed and there is no value of that name. */
        EXTRA,
        /** The claimed gradient has another shape than the value. */
        SHAPE
    }

    /**
     * One compared entry, or one random direction.
     *
     * @param place {@code [2, 1]}, {@code step 3 [2, 1]}, {@code [2]} of a vector, or {@code direction 0}
     * @param direction the number of the direction, from 0, or {@link #NONE}
     * @param step the step of a sequence, from 0, or {@link #NONE}
     * @param row from 0, or {@link #NONE} for a direction
     * @param column from 0, or {@link #NONE} for a direction
     * @param claimed the claimed value a
     * @param numerical the measured value n
     * @param relativeError {@code |a - n| / max(|a| + |n|, floor)}
     */
    public record Entry(
            String place,
            int direction,
            int step,
            int row,
            int column,
            double claimed,
            double numerical,
            double relativeError) {}

    /**
     * The result for one name.
     *
     * @param name as it was given
     * @param shape {@code (5, 3)}, {@code 4 x (5, 3)} for a sequence, {@code (5)} for a vector, {@code -} if unknown
     * @param checked how many entries or directions were compared; 0 for MISSING, EXTRA and SHAPE
     * @param wrong how many of them are not within the tolerance
     * @param kinks how many of them were measured again because the loss has a kink there; see {@link GradientCheck}
     * @param worst the worst of them, worst first, at most 3; empty for MISSING, EXTRA and SHAPE
     * @param wholeError {@code ‖a - n‖ / max(‖a‖ + ‖n‖, floor)}; infinite for MISSING, EXTRA and SHAPE
     * @param verdict the judgement
     * @param hints what the numbers say about the cause, as sentences; may be empty
     */
    public record Comparison(
            String name,
            String shape,
            int checked,
            int wrong,
            int kinks,
            List<Entry> worst,
            double wholeError,
            Verdict verdict,
            List<String> hints) {

        /**
         * Copies the lists.
         *
         * @param name as it was given
         * @param shape in words
         * @param checked how many were compared
         * @param wrong how many of them are wrong
         * @param kinks how many of them are at a kink
         * @param worst the worst of them
         * @param wholeError the error of the whole
         * @param verdict the judgement
         * @param hints about the cause
         * @throws IllegalArgumentException if a list is null
         */
        public Comparison {
            Shapes.present("GradientReport.Comparison", "worst", worst);
            Shapes.present("GradientReport.Comparison", "hints", hints);
            worst = List.copyOf(worst);
            hints = List.copyOf(hints);
        }

        /**
         * Whether this gradient is right.
         *
         * @return whether the verdict is {@link Verdict#PASSED}
         */
        public boolean passed() {
            return verdict == Verdict.PASSED;
        }
    }

    /**
     * The result for one name.
     *
     * @param name a name that was given to the check
     * @return its result
     * @throws IllegalArgumentException if there is no such name
     */
    public Comparison of(String name) {
        for (Comparison comparison : comparisons) {
            if (comparison.name().equals(name)) {
                return comparison;
            }
        }
        List<String> names = comparisons.stream().map(Comparison::name).toList();
        throw Shapes.error("GradientReport.of", "name", "one of " + names, name);
    }

    /**
     * Whether every gradient is right.
     *
     * @return whether all verdicts are {@link Verdict#PASSED}
     */
    public boolean passed() {
        return comparisons.stream().allMatch(Comparison::passed);
    }

    /**
     * Does nothing if every gradient is right.
     *
     * @throws AssertionError if one is not; the message lists the hints, the worst entries of each wrong gradient, worst
     *     gradient first, and the table
     */
    public void assertPassed() {
        if (!passed()) {
            throw new AssertionError(GradientTable.failure(this));
        }
    }

    /**
     * The table: a line about the whole, then one row for each name, then the hints. It is the same in every locale.
     *
     * @return several lines, without a line break at the end
     */
    @Override
    public String toString() {
        return GradientTable.table(this);
    }
}
