package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** The largest difference of two arrays, relative to the largest entry of the expected one. */
final class Deviation {

    private Deviation() {}

    /** 0 where all entries are the same; NaN or infinite where one of them is not finite or all expected ones are 0. */
    static double of(Matrix actual, Matrix expected) {
        return of(List.of(actual), List.of(expected));
    }

    static double of(List<Matrix> actual, List<Matrix> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double largest = 0;
        for (int t = 0; t < expected.size(); t++) {
            assertThat(shape(actual.get(t))).isEqualTo(shape(expected.get(t)));
            for (int i = 0; i < expected.get(t).rows(); i++) {
                for (int j = 0; j < expected.get(t).columns(); j++) {
                    double e = expected.get(t).get(i, j);
                    difference = Math.max(difference, Math.abs(actual.get(t).get(i, j) - e)); // NaN stays NaN
                    largest = Math.max(largest, Math.abs(e));
                }
            }
        }
        return difference == 0 ? 0 : difference / largest;
    }

    static double of(double actual, double expected) {
        return actual == expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
    }

    /** Fails, with the array's name, above the tolerance. */
    static void check(String name, List<Matrix> actual, List<Matrix> expected, double tolerance) {
        assertThat(of(actual, expected)).as("deviation of %s", name).isLessThanOrEqualTo(tolerance);
    }

    static void check(String name, Matrix actual, Matrix expected, double tolerance) {
        check(name, List.of(actual), List.of(expected), tolerance);
    }

    /** Every gradient of two passes. */
    static void check(RnnGradients actual, RnnGradients expected, double tolerance) {
        check("dx", actual.dx(), expected.dx(), tolerance);
        check("da0", actual.da0(), expected.da0(), tolerance);
        check(actual.parameters(), expected.parameters(), tolerance);
    }

    /** Every gradient of two passes. */
    static void check(LstmGradients actual, LstmGradients expected, double tolerance) {
        check("dx", actual.dx(), expected.dx(), tolerance);
        check("da0", actual.da0(), expected.da0(), tolerance);
        check("dc0", actual.dc0(), expected.dc0(), tolerance);
        check(actual.parameters(), expected.parameters(), tolerance);
    }

    /** Bundles of one type. */
    static void check(Parameters<?> actual, Parameters<?> expected, double tolerance) {
        assertThat(actual).hasSameClassAs(expected);
        expected.named().forEach((name, matrix) -> check(name, actual.named().get(name), matrix, tolerance));
    }

    private static String shape(Matrix matrix) {
        return matrix.rows() + " by " + matrix.columns();
    }
}
